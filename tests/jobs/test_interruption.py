"""A signal ends a night whatever it is doing, and its number is not lost."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

import pytest

from lstmcast.errors import RunInterruptedError
from lstmcast.jobs.interruption import ending_at_signals, interrupted
from lstmcast.training.events import StopFlag


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_no_error_inside_and_one_outside(number: signal.Signals) -> None:
    before, stop = signal.getsignal(number), StopFlag()
    inside = []

    def work() -> None:
        try:
            with suppress(Exception):  # as those who take care of errors do
                os.kill(os.getpid(), number)
                pytest.fail("it went on")
        finally:
            inside.append(signal.getsignal(number))

    with pytest.raises(RunInterruptedError) as caught, ending_at_signals(stop):
        work()
    assert caught.value.exit_code == 128 + number
    assert stop.requested == number
    assert inside == [signal.SIG_DFL]  # one more kills
    assert signal.getsignal(number) == before


def test_without_a_signal_nothing_happens() -> None:
    stop = StopFlag()
    with ending_at_signals(stop):
        pass
    assert stop.requested is None
    with pytest.raises(ValueError, match="another"), ending_at_signals(stop):
        raise ValueError("another")


def test_ctrl_c_where_no_handler_could_be_put() -> None:
    with pytest.raises(RunInterruptedError) as caught, ending_at_signals(StopFlag()):
        raise KeyboardInterrupt
    assert caught.value.exit_code == interrupted(StopFlag()).exit_code == 130
