"""Intervals that held too little, or too much, are named; chance is not."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from printing import printed

from lstmcast.outputs.tables import holdout_report
from lstmcast.outputs.verdicts import coverage_warnings

if TYPE_CHECKING:
    from lstmcast.artifact.manifest import Manifest
    from lstmcast.evaluation.scores import HoldoutReport


def with_coverage(
    holdout: HoldoutReport, coverage: dict[str, float | None] | None, series: int
) -> HoldoutReport:
    own = dataclasses.replace(holdout.scores["LSTM"], coverage=coverage)
    return dataclasses.replace(holdout, scores=holdout.scores | {"LSTM": own}, series=series)


@pytest.mark.parametrize(
    ("coverage", "series", "sentences"),
    [
        ({"80": 0.83, "95": 1.0}, 1, []),
        ({"80": 0.61, "95": 0.94}, 8, []),
        (
            {"80": 0.61, "95": 0.94},
            40,
            ["80 % intervals held 61 % of held-out values: too narrow, by more than chance."],
        ),
        (
            {"95": 0.8, "80": 0.9},
            200,
            [
                "80 % intervals held 90 % of held-out values: too wide, by more than chance.",
                "95 % intervals held 80 % of held-out values: too narrow, by more than chance.",
            ],
        ),
        ({"80": 0.0}, 1, ["80 % intervals held 0 % of held-out values: too narrow, by more than"
                          " chance."]),
        ({"80": 0.797}, 10_000_000, []),  # certain, but nothing to speak of
        ({"80": None}, 40, []),
        ({}, 40, []),
        (None, 40, []),
    ],
)  # fmt: skip
def test_only_what_is_off_by_more_than_chance_is_said(
    holdout: HoldoutReport,
    coverage: dict[str, float | None] | None,
    series: int,
    sentences: list[str],
) -> None:
    said = coverage_warnings(with_coverage(holdout, coverage, series))
    assert [each.plain for each in said] == sentences
    assert {each.style for each in said} <= {"yellow"}


def test_it_stands_below_the_verdict(holdout: HoldoutReport, manifest: Manifest) -> None:
    report = with_coverage(holdout, {"80": 0.5, "95": 0.94}, 60)
    lines = printed(*holdout_report(report, manifest)).splitlines()
    place = lines.index("Better than seasonal naive by 31 %.")
    assert lines[place + 1] == (
        "80 % intervals held 50 % of held-out values: too narrow, by more than chance."
    )
    assert lines[place + 2].startswith("Skill by step")
