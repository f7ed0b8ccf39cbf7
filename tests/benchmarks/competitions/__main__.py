"""Measure the sets that were asked for, print one table, write ``.bench/competitions.json``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.benchmarks.competitions import __doc__ as about
from tests.benchmarks.competitions.ett import NAME as ETT
from tests.benchmarks.competitions.ett import measure_ett
from tests.benchmarks.competitions.goals import LONGEST_M3
from tests.benchmarks.competitions.group_runs import (
    Measured,
    fixed_goals,
    goals_of_the_run,
    group_rows,
    measure_group,
    together,
)
from tests.benchmarks.competitions.groups import Group, air_passengers, single_groups
from tests.benchmarks.competitions.panel_runs import measure_panel
from tests.benchmarks.competitions.panels import PANELS
from tests.benchmarks.competitions.referee import Referee
from tests.benchmarks.competitions.results import WAYS, Row, Way
from tests.benchmarks.competitions.table import (
    LEGEND,
    markdown,
    remarks,
    terminal_table,
    verdict,
)
from tests.benchmarks.figures import REPORTS, REPOSITORY, write_report

_PASSENGERS, _SINGLES = "air-passengers", "singles"
SETS = (*(panel.name for panel in PANELS), ETT, _PASSENGERS, _SINGLES)
_WIDTH = 100  # of the table, also where there is no terminal
_RIVALS = REPOSITORY / ".venv" / "rivals" / "bin" / "python"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for on the command line."""

    data: Path
    programs: Path
    names: tuple[str, ...]
    ways: tuple[Way, ...]
    validation: bool
    sample: int | None
    rivals: Path | None
    markdown: bool


def main() -> None:
    """Measure set by set; a missed goal is said, but is no failure."""
    request = _read_arguments()
    words = Console(stderr=True)
    report = "competitions-validation" if request.validation else "competitions"
    rows: list[Row] = []
    for name in request.names:
        words.print(f"measuring {name} ...", style="dim")
        for found in _measure(name, request):
            rows += found
            written = write_report(report, [row.to_dict() for row in rows])
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / f"{report}.md").write_text(markdown(rows), encoding="utf-8")
    console = Console(width=max(_WIDTH, words.width))
    if request.markdown:
        console.print(markdown(rows), markup=False, highlight=False, soft_wrap=True)
    else:
        _print(rows, console)
    if request.validation:
        words.print("Goals and published figures are about the test part, not about this one.")
    words.print(f"written to {written} and {written.with_suffix('.md')}", style="dim")


def _print(rows: list[Row], console: Console) -> None:
    console.print(terminal_table(rows))
    for text in (LEGEND, *remarks(rows), *_m3_in_full(rows), verdict(rows)):
        console.print(text, markup=False, highlight=False)


def _m3_in_full(rows: list[Row]) -> list[str]:
    """Return what all of M3 took zero-shot, where all of it was measured."""
    sets = [row for row in rows if row.name.startswith("m3-") and row.way == "zero-shot"]
    if len(sets) < 4 or any(row.failure for row in sets):
        return []
    seconds = sum(row.cost.seconds for row in sets)
    met = "met" if seconds <= LONGEST_M3 else "missed"
    return [f"M3 in full, zero-shot: {seconds:.1f} s (goal: {LONGEST_M3:.0f} s, {met})."]


def _measure(name: str, request: Request) -> Iterator[list[Row]]:
    """Yield the rows of one set; the single series group by group, then together."""
    with TemporaryDirectory(prefix="lstmcast-competitions-") as place:
        folder = Path(place)
        referee = Referee(programs=request.programs, folder=folder)
        validation, ways = request.validation, request.ways
        if name == ETT:
            yield measure_ett(request.data, ways, folder, validation=validation)
        elif name == _PASSENGERS:
            group = air_passengers(validation=validation)
            measured = measure_group(group, ways, referee, None)
            yield group_rows(measured, ways, fixed_goals(group))
        elif name == _SINGLES:
            groups = single_groups(request.data, sample=request.sample, validation=validation)
            yield from _measure_singles(groups, request, referee)
        else:
            [panel] = [each for each in PANELS if each.name == name]
            yield measure_panel(panel, request.data, ways, referee, validation=validation)


def _measure_singles(
    groups: list[Group], request: Request, referee: Referee
) -> Iterator[list[Row]]:
    parts: list[Measured] = []
    for group in groups:
        parts.append(measure_group(group, request.ways, referee, request.rivals))
        yield group_rows(parts[-1], request.ways, goals_of_the_run(parts[-1]))
    whole = together(parts)
    yield group_rows(whole, request.ways, goals_of_the_run(whole))


def _read_arguments() -> Request:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.competitions",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("data", type=Path, help="the folder with m3/, m4/, ett/, exchange_rate/ and classics/")
    add("names", nargs="*", metavar="SET", help=f"of {', '.join(SETS)}; all if not given")
    add("--zero-shot", action="store_true", help="with the pretrained weights alone")
    add("--trained", action="store_true", help="after training alone")
    add(
        "--validation",
        action="store_true",
        help="hold out what lies before the test part: all choices are made with this",
    )
    add("--sample", type=int, metavar="N", help="the first N single series of each group")
    add("--referee", type=Path, metavar="FOLDER", help="where score.py is; DATA/../bench")
    add(
        "--rivals",
        type=Path,
        metavar="PYTHON",
        default=_RIVALS,
        help="the Python that has statsforecast, for the single series",
    )
    add("--markdown", action="store_true", help="print Markdown instead of the table")  # fmt: skip
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in SETS]
    if unknown:
        parser.error(f"there is no set {unknown[0]}; there are {', '.join(SETS)}")
    data = given.data.resolve()
    programs = (given.referee or data.parent / "bench").resolve()
    for path in (data, programs / "score.py", programs / "baselines.py"):
        if not path.exists():
            parser.error(f"there is no {path}")
    names = tuple(given.names) or SETS
    if _SINGLES in names and not given.rivals.exists():
        parser.error(f"there is no {given.rivals}: run make bench-accuracy, or name one (--rivals)")
    asked = {"zero-shot": given.zero_shot, "trained": given.trained}
    return Request(
        data=data,
        programs=programs,
        names=names,
        ways=tuple(way for way in WAYS if asked[way]) or WAYS,
        validation=given.validation,
        sample=given.sample,
        rivals=given.rivals,
        markdown=given.markdown,
    )


if __name__ == "__main__":
    main()
