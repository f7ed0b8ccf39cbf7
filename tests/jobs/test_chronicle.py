"""What is remembered of a night."""

from __future__ import annotations

from nights import ALERT, DONE, MOMENT, PREDICTED, READ, SCORED, STARTED, chronicle, told

from lstmcast.jobs.chronicle import Chronicle
from lstmcast.jobs.events import Alert, DataRead, Exit, Finding, Trained


def test_the_latest_the_first_and_how_many() -> None:
    written = chronicle(STARTED, READ, DONE)
    assert written.latest(DataRead) is READ
    assert written.latest(Exit) is DONE
    assert written.latest(Finding) is None
    assert written.all(DataRead) == (READ,)
    assert written.count(Finding) == 0
    assert written.started == MOMENT


def test_a_million_alerts_do_not_fill_the_memory() -> None:
    written = Chronicle()
    for _ in range(2500):
        written.add(told(ALERT))
    assert len(written.all(Alert)) == 1000
    assert written.count(Alert) == 2500


def test_the_time_of_steps_that_come_twice_is_added_up() -> None:
    training = Trained(model="2", steps=1, skill=None, ended="finished", seconds=2.0)
    written = chronicle(READ, training, training, SCORED, PREDICTED)
    assert written.seconds == {"data_read": 0.25, "trained": 4.0, "scored": 0.5, "predicted": 1.5}
