"""How Ctrl-C and SIGTERM reach a run: handlers put in place for a while, and given back."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from lstmcast.training.events import StopFlag

_WATCHED = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def asking_to_stop(flag: StopFlag) -> Iterator[None]:
    """Let the first signal set ``flag``; a second one does what it did before."""

    def ask(number: int, _frame: FrameType | None) -> None:
        flag.requested = number
        for watched, handler in previous.items():
            signal.signal(watched, handler)

    with handling(ask) as previous:
        yield


@contextmanager
def handling(
    handler: Callable[[int, FrameType | None], None],
) -> Iterator[dict[signal.Signals, signal.Handlers]]:
    """Install a handler of both signals and give the former ones back afterwards.

    A signal that is ignored stays ignored: ``nohup`` and background jobs rely on it. Only the
    main thread may handle signals; in any other nothing is installed.
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
