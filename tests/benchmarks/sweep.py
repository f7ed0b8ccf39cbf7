"""Train and predict every CSV file below a folder through the real commands.

    python -m tests.benchmarks.sweep FOLDER [--only TEXT] [--time-limit 120s]

First without a flag: what was found, what it cost, how good it was on the held-out horizon.
Where ``NAME-test.csv`` lies beside ``NAME.csv``, a second model is trained for the horizon of
that file and judged by it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from tests.benchmarks.figures import REPORTS, write_report
from tests.benchmarks.processes import LSTMCAST, Run, run
from tests.benchmarks.sweep_tables import markdown_table, terminal_table
from tests.benchmarks.sweep_test_files import Judged, judge

_NOT_HISTORIES = ("-test.csv", "future.csv")  # what came next, or is known of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What became of one file; ``failure`` has the words of the step that failed."""

    path: str
    failure: str | None = None
    time: str = ""
    ids: str = ""
    targets: str = ""
    frequency: str = ""
    season: int = 0
    horizon: int = 0
    series: int = 0
    train_seconds: float = 0.0
    train_peak_mb: float = 0.0
    predict_seconds: float = 0.0
    predict_peak_mb: float = 0.0
    skill: float | None = None
    judged: Judged | None = None


def main() -> None:
    """Sweep a folder, print a table, write ``.bench/sweep.json`` and ``.bench/sweep.md``."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.sweep",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", metavar="TEXT", help="files whose path has this")
    parser.add_argument("--time-limit", metavar="TIME", help="passed on to lstmcast train")
    given = parser.parse_args()
    limit = ["--time-limit", given.time_limit] if given.time_limit else []
    root = given.folder.resolve()
    histories = _histories(root)
    if not histories:
        parser.error(f"there is no CSV file below {given.folder}")
    words = Console(stderr=True)
    rows: list[Swept] = []
    for data in histories:
        name = str(data.relative_to(root))
        if given.only in name:
            words.print(f"{name} ...", style="dim")
            rows.append(_sweep(data, name, limit))
            words.print(_line(rows[-1]))
            write_report("sweep", [asdict(row) for row in rows])
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / "sweep.md").write_text(markdown_table(rows), encoding="utf-8")
    Console(width=220).print(terminal_table(rows))
    failed = sum(row.failure is not None for row in rows)
    Console().print(f"{len(rows) - failed} of {len(rows)} files went through.")


def _histories(root: Path) -> list[Path]:
    found = [*root.rglob("*.csv"), *root.rglob("*.csv.gz")]
    return sorted(
        path for path in found if not path.name.removesuffix(".gz").endswith(_NOT_HISTORIES)
    )


def _sweep(data: Path, name: str, limit: Sequence[str]) -> Swept:
    with TemporaryDirectory(prefix="lstmcast-sweep-") as folder:
        place = Path(folder)
        inspected = run([*LSTMCAST, "inspect", str(data), "--json"], place)
        if inspected.exit_code:
            return Swept(path=name, failure=_reason("inspect", inspected))
        trained = run([*LSTMCAST, "train", str(data), "--json", *limit], place)
        if trained.exit_code:
            return Swept(path=name, failure=_reason("train", trained))
        predicted = run([*LSTMCAST, "predict", "--json"], place)
        if predicted.exit_code:
            return Swept(path=name, failure=_reason("predict", predicted))
        found, metrics = json.loads(inspected.output), json.loads(trained.output)
        return Swept(
            path=name,
            time=",".join(found["roles"]["time"]),
            ids=",".join(found["roles"]["ids"]),
            targets=",".join(found["roles"]["targets"]),
            frequency=metrics["frequency"],
            season=metrics["season"],
            horizon=metrics["horizon"],
            series=metrics["data"]["series"],
            train_seconds=trained.seconds,
            train_peak_mb=trained.peak_mb,
            predict_seconds=predicted.seconds,
            predict_peak_mb=predicted.peak_mb,
            skill=_skill(metrics),
            judged=judge(data, found["roles"], metrics["season"], limit),
        )


def _reason(step: str, failed: Run) -> str:
    """Return the sentence of a failure; with --json it is the document on standard output."""
    try:
        error = json.loads(failed.output)["error"]
        return f"{step}, exit {failed.exit_code}: {error['message']} ({error['hint']})"
    except (ValueError, KeyError):
        return f"{step}, exit {failed.exit_code}: {failed.words.strip()}"


def _skill(metrics: dict[str, Any]) -> float | None:
    holdout = metrics["holdout"]
    return holdout["scores"]["LSTM"]["skill"] if holdout else None


def _line(row: Swept) -> str:
    if row.failure:
        return f"  {row.failure}"
    skill = "not scored" if row.skill is None else f"skill {row.skill:+.0%}"
    return f"  {row.train_seconds:.1f} s, {skill}"


if __name__ == "__main__":
    main()
