"""Play the rounds of a backtest, here or in several processes: the results are the same."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lstmcast import clock
from lstmcast.errors import RunInterruptedError
from lstmcast.training.events import StopFlag, TrainingEvent
from lstmcast.workflows.rounds import FoldForecasts, Round, Scene, play
from lstmcast.workflows.workers import Worker, at_work, death, ready

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
        with at_work(jobs, scene) as workers:
            _play_there(workers, rounds, limits, finished)
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
    workers: list[Worker], rounds: Mapping[int, Round], limits: Limits, finished: Finished
) -> None:
    left, idle, busy = deque(rounds.items()), list(workers), dict[int, Worker]()
    while not limits.reached:
        while idle and left:
            number, turn = left.popleft()
            busy[number] = idle.pop()
            busy[number].hand(turn)
        if not busy:
            return
        heard = ready(list(busy.values()), seconds=_LOOK_EVERY)
        for number in [number for number, worker in busy.items() if worker in heard]:
            worker = busy.pop(number)
            made = worker.take()
            if made is not None:
                finished(number, made)
                idle.append(worker)
            elif (
                limits.stop.requested is not None
            ):  # a signal to the whole group has reached it, too
                return
            else:
                raise death()
