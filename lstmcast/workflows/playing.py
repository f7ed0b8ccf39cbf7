"""Play the rounds of a backtest, here or in several processes: the results are the same."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lstmcast import clock
from lstmcast.errors import LstmcastError, RunInterruptedError
from lstmcast.training.events import StopFlag, TrainingEvent
from lstmcast.workflows.rounds import FoldForecasts, Round, Scene, play

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOK_EVERY = 0.2  # seconds, for a signal or the end of the time
_OUT_OF_TIME = int(signal.SIGALRM)  # what a training is told when the time is over

Finished = Callable[[int, tuple[FoldForecasts, ...]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a backtest may take, and when to stop before everything is done."""

    jobs: int  # processes
    stop: StopFlag
    seconds: float | None  # None: as long as it takes
    started: float  # on the monotonic clock

    @property
    def out_of_time(self) -> bool:
        """Return whether the time is over."""
        return self.seconds is not None and clock.monotonic() - self.started >= self.seconds

    @property
    def reached(self) -> bool:
        """Return whether to stop."""
        return self.stop.requested is not None or self.out_of_time


def play_all(
    scene: Scene, rounds: Mapping[int, Round], *, limits: Limits, finished: Finished
) -> None:
    """Play rounds until all are done or a limit is reached; ``finished`` hears of each.

    Rounds that a limit cuts short are lost. Raises what a round raises, and LstmcastError
    where a process died.
    """
    jobs = min(limits.jobs, len(rounds))
    if jobs > 1:
        with _processes(jobs) as pool:
            _play_there(pool, scene, rounds, limits, finished)
    else:
        _play_here(scene, rounds, limits, finished)


def _play_here(
    scene: Scene, rounds: Mapping[int, Round], limits: Limits, finished: Finished
) -> None:
    own = StopFlag()

    def listen(event: TrainingEvent) -> None:
        del event
        own.requested = _OUT_OF_TIME if limits.out_of_time else limits.stop.requested

    for number, turn in rounds.items():
        if limits.reached:
            return
        try:
            made = play(scene, turn, listen=listen, stop=own)
        except RunInterruptedError:
            return
        finished(number, made)


def _play_there(
    pool: ProcessPoolExecutor,
    scene: Scene,
    rounds: Mapping[int, Round],
    limits: Limits,
    finished: Finished,
) -> None:
    waiting: dict[Future[tuple[FoldForecasts, ...]], int] = {
        pool.submit(play_quietly, scene, turn): number for number, turn in rounds.items()
    }
    try:
        while waiting and not limits.reached:
            some = wait(waiting, timeout=_LOOK_EVERY, return_when=FIRST_COMPLETED).done
            for future in some:
                finished(waiting.pop(future), future.result())
    except BrokenProcessPool:
        raise LstmcastError(
            "a process of the backtest was killed, perhaps for want of memory",
            hint="use fewer: --jobs 1",
        ) from None


def play_quietly(scene: Scene, turn: Round) -> tuple[FoldForecasts, ...]:
    """Play a round to its end, in a process of its own."""
    return play(scene, turn, listen=lambda event: None, stop=StopFlag())


@contextmanager
def _processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes that are gone afterwards, whatever they are doing then."""
    # Spawned, not forked: torch's threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_leave_signals)
    try:
        yield pool
    finally:
        for process in multiprocessing.active_children():
            process.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_signals() -> None:
    """Let Ctrl-C be the business of the parent, which ends its children."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
