"""Measure the sets that were asked for, print one table, write ``.bench/covariates.json``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.benchmarks.covariates import __doc__ as about
from tests.benchmarks.covariates.electricity import measure_electricity
from tests.benchmarks.covariates.noise import measure_noise
from tests.benchmarks.covariates.results import Finding, verdict
from tests.benchmarks.covariates.rolling import POLLUTION, TAXI, Rolling, measure_rolling
from tests.benchmarks.covariates.sample import measure_sample
from tests.benchmarks.covariates.table import LEGEND, markdown, remarks, terminal_table
from tests.benchmarks.figures import REPORTS, write_report

_SEEDS = 5
_WIDTH = 100  # of the table, also where there is no terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    data: Path
    names: tuple[str, ...]
    seeds: int
    validation: bool


def _electricity(request: Request, folder: Path) -> Finding:
    seeds = range(request.seeds)
    return measure_electricity(request.data, seeds, folder, validation=request.validation)


def _sample(request: Request, folder: Path) -> Finding:
    return measure_sample(range(request.seeds), folder, validation=request.validation)


def _noise(request: Request, folder: Path) -> Finding:
    return measure_noise(request.data, folder, validation=request.validation)


def _rolling(rolling: Rolling) -> Callable[[Request, Path], Finding]:
    def measure(request: Request, folder: Path) -> Finding:
        return measure_rolling(rolling, request.data, folder, validation=request.validation)

    return measure


SETS: Mapping[str, Callable[[Request, Path], Finding]] = {
    "electricity": _electricity,
    "sample": _sample,
    "noise": _noise,
    "pollution": _rolling(POLLUTION),
    "taxi": _rolling(TAXI),
}


def main() -> None:
    """Measure set by set; a missed goal is said, but is no failure."""
    request = _read_arguments()
    words = Console(stderr=True)
    report = "covariates-validation" if request.validation else "covariates"
    findings: list[Finding] = []
    for name in request.names:
        words.print(f"measuring {name} ...", style="dim")
        with TemporaryDirectory(prefix="lstmcast-covariates-") as folder:
            findings.append(SETS[name](request, Path(folder)))
        written = write_report(report, [each.to_dict() for each in findings])
    (REPORTS / f"{report}.md").write_text(markdown(findings), encoding="utf-8")
    console = Console(width=max(_WIDTH, words.width))
    console.print(terminal_table(findings))
    for text in (*remarks(findings), LEGEND, verdict(findings)):
        console.print(text, markup=False, highlight=False)
    words.print(f"written to {written} and {written.with_suffix('.md')}", style="dim")


def _read_arguments() -> Request:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.covariates",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("data", type=Path, help="the folder with electricity-short/, m3/, m4/ and classics/")
    add("names", nargs="*", metavar="SET", help=f"of {', '.join(SETS)}; all if not given")
    add(
        "--seeds",
        type=int,
        default=_SEEDS,
        metavar="N",
        help=f"of electricity and sample, from 0 on; {_SEEDS} if not given",
    )
    add(
        "--validation",
        action="store_true",
        help="hold out what lies before the test part: all choices are made with this",
    )
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in SETS]
    if unknown:
        parser.error(f"there is no set {unknown[0]}; there are {', '.join(SETS)}")
    data = given.data.resolve()
    if not data.is_dir():
        parser.error(f"there is no folder {data}")
    return Request(
        data=data,
        names=tuple(given.names) or tuple(SETS),
        seeds=given.seeds,
        validation=given.validation,
    )


if __name__ == "__main__":
    main()
