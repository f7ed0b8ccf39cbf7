from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from printing import printed

from lstmcast.outputs.figures import ASCII
from lstmcast.outputs.tables import holdout_report, score_table, skill_line
from lstmcast.outputs.verdicts import best, verdict

if TYPE_CHECKING:
    from lstmcast.artifact.manifest import Manifest
    from lstmcast.evaluation.scores import HoldoutReport


def with_errors(
    holdout: HoldoutReport, skill: float | None, mases: dict[str, float]
) -> HoldoutReport:
    scores = {
        name: dataclasses.replace(row, mase=mases.get(name, row.mase))
        for name, row in holdout.scores.items()
    }
    scores["LSTM"] = dataclasses.replace(scores["LSTM"], skill=skill)
    return dataclasses.replace(holdout, scores=scores)


def test_the_whole_report(holdout: HoldoutReport, manifest: Manifest) -> None:
    assert (
        printed(*holdout_report(holdout, manifest))
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


def test_in_ascii_it_is_ascii(holdout: HoldoutReport, manifest: Manifest) -> None:
    text = printed(*holdout_report(holdout, manifest, glyphs=ASCII))
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
    ("width", "header"),
    [
        (30, ["MAE", "skill"]),
        (40, ["MAE", "MASE", "skill"]),
        (58, ["MAE", "RMSE", "sMAPE", "MASE", "skill"]),
    ],
)
def test_a_narrow_terminal_has_whole_names_and_fewer_figures(
    holdout: HoldoutReport, width: int, header: list[str]
) -> None:
    lines = printed(score_table(holdout.scores, width=width), width=width).splitlines()
    assert lines[0].split() == header
    assert [line[2:16].strip() for line in lines] == ["", *holdout.scores]
    assert "…" not in "".join(lines)


@pytest.mark.parametrize(
    ("skill", "mases", "sentence", "style", "first"),
    [
        (0.312, {}, "Better than seasonal naive by 31 %.", "green", "LSTM"),
        (
            0.312,
            {"naive": 0.379},
            "Better than seasonal naive by 31 %, but naive is better still (by 38 %):"
            " use it with care.",
            "yellow",
            "naive",
        ),
        (0.312, {"drift": 0.611}, "Better than seasonal naive by 31 %.", "green", "drift"),
        (0.001, {}, "No better than seasonal naive: use it with care.", "yellow", "LSTM"),
        (-0.001, {}, "No better than seasonal naive: use it with care.", "yellow", "LSTM"),
        (
            -0.07,
            {"seasonal naive": 0.57},
            "Not better than seasonal naive (worse by 7 %): use it with care.",
            "yellow",
            "seasonal naive",
        ),
        (
            -0.07,
            {"seasonal naive": 0.57, "drift": 0.306},
            "Not better than seasonal naive (worse by 7 %), and drift is better by 50 %:"
            " use it with care.",
            "yellow",
            "drift",
        ),
        (
            None,
            {},
            "Cannot be compared with seasonal naive, which makes no error here.",
            "yellow",
            "LSTM",
        ),
    ],
)
def test_the_verdict_names_the_best(
    holdout: HoldoutReport,
    manifest: Manifest,
    skill: float | None,
    mases: dict[str, float],
    sentence: str,
    style: str,
    first: str,
) -> None:
    report = with_errors(holdout, skill, mases)
    said = verdict(report, manifest)
    assert (said.plain, said.style) == (sentence, style)
    assert best(report) == first


@pytest.mark.parametrize(
    ("ended", "season", "naive", "sentence"),
    [
        (
            "too short",
            12,
            2.39,
            "Nothing was learnt: the model repeats the last season or the last value.",
        ),
        ("too short", 1, 2.39, "Nothing was learnt: the model repeats the last value."),
        (
            "finished",
            12,
            0.306,
            "Learning did not help: the model repeats the last season or the last value;"
            " naive is better (by 50 %).",
        ),
    ],
)
def test_a_model_that_learnt_nothing_says_so(
    holdout: HoldoutReport,
    manifest: Manifest,
    ended: str,
    season: int,
    naive: float,
    sentence: str,
) -> None:
    report = dataclasses.replace(with_errors(holdout, 0.3, {"naive": naive}), season=season)
    record = dataclasses.replace(manifest.training, steps=0, ended=ended)
    assert verdict(report, dataclasses.replace(manifest, training=record)).plain == sentence


def test_the_row_is_called_as_the_network(holdout: HoldoutReport, manifest: Manifest) -> None:
    renamed = {"GRU" if name == "LSTM" else name: row for name, row in holdout.scores.items()}
    stored = dict(sorted(renamed.items()))
    text = printed(*holdout_report(dataclasses.replace(holdout, scores=stored), manifest))
    assert text.index("  GRU  ") < text.index("  seasonal naive") < text.index("  naive")
    assert "LSTM" not in text
    bare = {name: dataclasses.replace(row, mase=None) for name, row in renamed.items()}
    assert best(dataclasses.replace(holdout, scores=bare)) == "GRU"


def test_one_step_has_no_skill_line() -> None:
    assert not skill_line((0.1,))
    assert not skill_line((None, 0.1))
