"""After a drift: which one it is, and when there is enough of what is new to train again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lstmcast.jobs.aftermath import Aftermath, aftermath_of
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.retraining import decide_retraining

DAY = timedelta(days=1)
THEN = datetime(2024, 3, 1, 3, 0, tzinfo=UTC)
LEVEL = Finding(code="level", message="The level has moved.", suggestion="Train.")
GONE = Finding(code="series-gone", message="A series is gone.", suggestion="Look.")


def follow(nights: list[tuple[Finding, ...]]) -> list[Aftermath | None]:
    found: list[Aftermath | None] = []
    for night, findings in enumerate(nights):
        found.append(aftermath_of(found[-1] if found else None, findings, THEN + night * DAY))
    return found


def test_what_is_found_night_after_night_is_one_drift() -> None:
    told = follow([(), (GONE,), (LEVEL,), (LEVEL, GONE), (), ()])
    assert told[:2] == [None, None]
    assert [each.since for each in told[2:] if each] == [THEN + 2 * DAY] * 4
    assert [each.found for each in told[2:] if each] == [True, True, False, False]


def test_what_is_found_anew_is_another_one() -> None:
    last = follow([(LEVEL,), (), (LEVEL,), ()])[-1]
    assert last == Aftermath(since=THEN + 2 * DAY, found=False)


def test_trainings_come_night_after_night_and_then_less_and_less_often() -> None:
    trained, last = [0], THEN
    for night in range(1, 60):
        # A night does not begin to the second.
        now = THEN + night * DAY + timedelta(minutes=7 if night % 2 else 0)
        if decide_retraining("drift", last, now, (LEVEL,), drift=THEN)[0]:
            trained.append(night)
            last = now
    assert trained == [*range(15), 21, 32, 48]


def test_runs_by_the_hour_train_once_a_day_after_a_drift() -> None:
    trained, last = 0, THEN
    for hour in range(1, 10 * 24):
        now = THEN + timedelta(hours=hour)
        if decide_retraining("drift", last, now, (LEVEL,), drift=THEN)[0]:
            trained, last = trained + 1, now
    assert trained == 239 // 23  # an hour of slack, as nights do not begin to the second


def test_a_drift_matters_for_a_quarter_of_a_year() -> None:
    drift = Aftermath(since=THEN, found=True)
    assert drift.matters(THEN)
    assert drift.matters(THEN + 90 * DAY)
    assert not drift.matters(THEN + 91 * DAY)


def test_a_clock_that_was_ahead_delays_no_training_for_years() -> None:
    """The drift was found, and trained upon, in a night of the far future; then it is today."""
    drift: Aftermath | None = Aftermath(since=THEN + 9999 * DAY, found=True)
    trained, last = list[int](), THEN + 9999 * DAY
    for night in range(100):
        now = THEN + night * DAY
        drift = aftermath_of(drift, (LEVEL,), now)
        assert drift is not None
        assert drift.matters(now) is (night <= 90)
        if decide_retraining("drift", last, now, (LEVEL,), drift=drift.since)[0]:
            trained.append(night)
            last = now
    assert trained == [*range(15), 21, 32, 48, 72]


def test_a_training_before_the_drift_does_not_count() -> None:
    decided = decide_retraining("drift", THEN - 9 * DAY, THEN, (LEVEL,), drift=THEN)
    assert decided == (True, "found level")
    again = decide_retraining("drift", THEN, THEN, (), drift=THEN)
    assert again == (False, "little is new since the drift that was found on 2024-03-01")
