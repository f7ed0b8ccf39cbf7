"""The score table: the model beside forecasts that cost nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from lstmcast.outputs.columns import figure_table
from lstmcast.outputs.figures import UNICODE, Glyphs, align, count, percent, sparkline
from lstmcast.outputs.verdicts import coverage_warnings, forecasters, verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table

    from lstmcast.artifact.manifest import Manifest
    from lstmcast.evaluation.scores import HoldoutReport, Scores

_TELLING = ("skill", "MAE", "MASE", "sMAPE", "RMSE")  # then the intervals


def holdout_report(
    holdout: HoldoutReport,
    manifest: Manifest,
    *,
    width: int = 80,
    glyphs: Glyphs = UNICODE,
) -> list[Text | Table]:
    """Return heading, score table, verdict, doubts about intervals, and skill by step."""
    where = f"of {count(holdout.series, 'series', 'series')}, " if holdout.series > 1 else ""
    heading = f"Tested on the last {count(holdout.horizon, 'step')} {where}held back from training"
    by_step = skill_line(holdout.skill_by_step, glyphs=glyphs)
    return [
        Text(),
        Text(heading),
        score_table(holdout.scores, width=width, glyphs=glyphs),
        Text(),
        verdict(holdout, manifest, glyphs=glyphs),
        *coverage_warnings(holdout),
        *([by_step] if by_step is not None else []),
    ]


def score_table(
    scores: Mapping[str, Scores], *, width: int = 80, glyphs: Glyphs = UNICODE
) -> Table:
    """Return one row per forecaster, the model first.

    Figures nobody has leave no column, nor do those for which a narrow terminal has no room.
    """
    names = forecasters(scores)
    rows = [scores[name] for name in names]
    levels = [level for row in rows for level in row.coverage or ()]
    columns: list[tuple[str, list[str]]] = [
        ("MAE", align([row.mae for row in rows])),
        ("RMSE", align([row.rmse for row in rows])),
        ("sMAPE", ["" if row.smape is None else f"{row.smape:.1f} %" for row in rows]),
        ("MASE", [_two_decimals(row.mase) for row in rows]),
        *(
            (f"in {level} %", [percent((row.coverage or {}).get(level)) for row in rows])
            for level in dict.fromkeys(levels)
        ),
        ("skill", [percent(row.skill, sign=True, glyphs=glyphs) for row in rows]),
    ]
    return figure_table(names, columns, width=width, telling=_TELLING)


def skill_line(by_step: Sequence[float | None], *, glyphs: Glyphs = UNICODE) -> Text | None:
    """Return how the skill changes from the first step ahead to the last, in one line.

    None when fewer than two steps have a skill.
    """
    known = [skill for skill in by_step if skill is not None]
    if len(known) < 2:
        return None
    ends = [percent(skill, sign=True, glyphs=glyphs) for skill in (known[0], known[-1])]
    return Text.assemble(
        ("Skill by step  ", "dim"),
        (f"{ends[0]}  ", ""),
        (sparkline(by_step, glyphs=glyphs, width=32), "cyan"),
        (f"  {ends[1]}", ""),
        (f"  ({count(len(by_step), 'step')})", "dim"),
    )


def _two_decimals(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
