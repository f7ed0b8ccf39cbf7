"""What Ctrl-C and SIGTERM do to a command: end it, but leave nothing half-done."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstmcast.training.stopping import handling

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType


@dataclass(slots=True)
class Interruption:
    """The number of the signal that ended the run, if one did."""

    signal_number: int | None = None


@contextmanager
def ending_cleanly() -> Iterator[Interruption]:
    """Let both signals raise KeyboardInterrupt, so that every ``finally`` runs."""
    interruption = Interruption()

    def stop(number: int, _frame: FrameType | None) -> None:
        interruption.signal_number = number
        signal.signal(number, signal.SIG_DFL)  # one more kills, whatever hangs
        raise KeyboardInterrupt

    with handling(stop):
        yield interruption
