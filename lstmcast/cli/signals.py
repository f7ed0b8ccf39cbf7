"""What Ctrl-C and SIGTERM do: stop, but leave nothing half-done."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from lstmcast.training.events import StopFlag

_WATCHED = (signal.SIGINT, signal.SIGTERM)


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

    with _handling(stop):
        yield interruption


@contextmanager
def asking_to_stop(flag: StopFlag) -> Iterator[None]:
    """Let the first signal set ``flag``; a second one does what it did before."""

    def ask(number: int, _frame: FrameType | None) -> None:
        flag.requested = number
        for watched, handler in previous.items():
            signal.signal(watched, handler)

    with _handling(ask) as previous:
        yield


@contextmanager
def _handling(
    handler: Callable[[int, FrameType | None], None],
) -> Iterator[dict[signal.Signals, signal.Handlers]]:
    """Install a handler and give back the former ones.

    A signal that is ignored stays ignored: ``nohup`` and background jobs rely on it.
    """
    previous: dict[signal.Signals, signal.Handlers] = {}
    if threading.current_thread() is threading.main_thread():
        for watched in _WATCHED:
            former = signal.getsignal(watched)
            if former not in {signal.SIG_IGN, None}:
                previous[watched] = former  # type: ignore[assignment]  # a callable is fine too
                signal.signal(watched, handler)
    try:
        yield previous
    finally:
        for watched, former in previous.items():
            signal.signal(watched, former)
