from __future__ import annotations

import dataclasses
import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from lstmcast.outputs.figures import ASCII
from lstmcast.outputs.tables import holdout_report, score_table, skill_line, verdict

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lstmcast.evaluation.scores import HoldoutReport


def printed(*things: RenderableType) -> str:
    console = Console(file=io.StringIO(), width=80, highlight=False)
    with console.capture() as captured:
        for thing in things:
            console.print(thing)
    return "\n".join(line.rstrip() for line in captured.get().split("\n"))


def with_skill(holdout: HoldoutReport, skill: float | None) -> HoldoutReport:
    lstm = dataclasses.replace(holdout.scores["LSTM"], skill=skill)
    return dataclasses.replace(holdout, scores={**holdout.scores, "LSTM": lstm})


def test_the_whole_report(holdout: HoldoutReport) -> None:
    assert (
        printed(*holdout_report(holdout))
        == """
Tested on the last 12 steps held back from training
                   MAE  RMSE   sMAPE  MASE  in 80 %  in 95 %   skill
  LSTM            18.2  22.1   4.2 %  0.61     83 %    100 %   +31 %
  seasonal naive  26.5  30.2   6.4 %  0.89                       0 %
  naive           71.2  85.0  15.5 %  2.39                    −169 %
  drift           60.0  76.5  13.1 %  2.01                    −126 %

Better than seasonal naive by 31 %.
Skill by step  +50 %  █▇▆▆▅▄▃▅▆▃▂▁  +5 %  (12 steps)
"""
    )


def test_in_ascii_it_is_ascii(holdout: HoldoutReport) -> None:
    text = printed(*holdout_report(holdout, glyphs=ASCII))
    assert text.isascii()
    assert "-169 %" in text


def test_figures_nobody_has_leave_no_column(holdout: HoldoutReport) -> None:
    bare = {
        name: dataclasses.replace(scores, mase=None, smape=None, coverage=None)
        for name, scores in holdout.scores.items()
    }
    header = printed(score_table(bare)).splitlines()[0].split()
    assert header == ["MAE", "RMSE", "skill"]


@pytest.mark.parametrize(
    ("skill", "sentence"),
    [
        (0.312, "Better than seasonal naive by 31 %."),
        (0.001, "No better than seasonal naive: use it with care."),
        (-0.001, "No better than seasonal naive: use it with care."),
        (-0.07, "Not better than seasonal naive (worse by 7 %): use it with care."),
        (None, "Cannot be compared with seasonal naive, which makes no error here."),
    ],
)
def test_the_verdict_is_plain(holdout: HoldoutReport, skill: float | None, sentence: str) -> None:
    assert verdict(with_skill(holdout, skill)).plain == sentence


def test_one_step_has_no_skill_line() -> None:
    assert not skill_line((0.1,))
    assert not skill_line((None, 0.1))
