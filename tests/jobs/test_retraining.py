"""When it is time to train again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lstmcast.jobs.findings import Finding
from lstmcast.jobs.retraining import decide_retraining
from lstmcast.jobs.spec import Retrain

NOW = datetime(2024, 3, 31, 3, 0, 10, tzinfo=UTC)
DAY = timedelta(days=1)
LEVEL = Finding(code="level", message="The level has moved.", suggestion="Train.")
GONE = Finding(code="series-gone", message="A series is gone.", suggestion="Look.")


@pytest.mark.parametrize("policy", [7 * DAY, "drift", "never"])
def test_without_a_model_there_is_no_choice(policy: Retrain) -> None:
    assert decide_retraining(policy, None, NOW, ()) == (True, "there is no model yet")


@pytest.mark.parametrize(
    ("age", "due"),
    [
        (timedelta(), False),
        (6 * DAY, False),
        (7 * DAY - timedelta(minutes=5), True),  # that night began later
        (7 * DAY - timedelta(hours=2), False),
        (7 * DAY, True),
        (30 * DAY, True),
    ],
)
def test_every_seventh_night(age: timedelta, *, due: bool) -> None:
    found, reason = decide_retraining(7 * DAY, NOW - age, NOW, (LEVEL,))
    assert found is due
    assert reason.endswith(" old, and [retraining] retrain is 7d")


def test_short_periods_have_little_slack() -> None:
    assert not decide_retraining(timedelta(hours=1), NOW - timedelta(minutes=56), NOW, ())[0]
    assert decide_retraining(timedelta(hours=1), NOW - timedelta(minutes=58), NOW, ())[0]


def test_on_drift_that_training_can_mend() -> None:
    last = NOW - 100 * DAY
    assert decide_retraining("drift", last, NOW, ()) == (False, "nothing has drifted")
    assert decide_retraining("drift", last, NOW, (GONE,)) == (False, "nothing has drifted")
    assert decide_retraining("drift", last, NOW, (GONE, LEVEL)) == (True, "found level")


def test_never() -> None:
    assert decide_retraining("never", NOW - 100 * DAY, NOW, (LEVEL,)) == (
        False,
        "[retraining] retrain is never",
    )


def test_a_clock_that_jumped_back_delays_no_training_for_years() -> None:
    found, reason = decide_retraining(7 * DAY, NOW + 9999 * DAY, NOW, ())
    assert found
    assert reason == "the last training lies ahead of the clock"


def test_an_age_is_told_in_round_figures() -> None:
    reason = decide_retraining(7 * DAY, NOW - 3 * DAY - timedelta(seconds=7261), NOW, ())[1]
    assert reason == "the model is 3d2h old, and [retraining] retrain is 7d"
    reason = decide_retraining(7 * DAY, NOW - timedelta(seconds=61), NOW, ())[1]
    assert reason == "the model is 1m old, and [retraining] retrain is 7d"
