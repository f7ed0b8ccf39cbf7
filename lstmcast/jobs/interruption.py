"""How a signal ends a night: at once, but for a training, which leaves a checkpoint first."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from lstmcast.errors import RunInterruptedError
from lstmcast.training.events import StopFlag
from lstmcast.training.stopping import handling


@contextmanager
def ending_at_signals(stop: StopFlag) -> Iterator[None]:
    """Let SIGINT and SIGTERM raise KeyboardInterrupt inside, and RunInterruptedError outside.

    Inside, nothing that only takes care of errors takes care of it, and every ``finally`` runs;
    ``stop`` has the number of the signal. A second one of the same kind kills, whatever hangs.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        stop.requested = number
        signal.signal(number, signal.SIG_DFL)
        raise KeyboardInterrupt

    try:
        with handling(end):
            yield
    except KeyboardInterrupt:
        raise interrupted(stop) from None


def interrupted(stop: StopFlag) -> RunInterruptedError:
    """Return the error of a night that a signal ended."""
    return RunInterruptedError(
        "interrupted; the next run does what is left", signal_number=stop.requested or signal.SIGINT
    )
