"""Processes that play rounds of a backtest, and end with the process that started them."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import traceback
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from lstmcast.errors import LstmcastError
from lstmcast.training.events import StopFlag, TrainingEvent
from lstmcast.workflows.rounds import FoldForecasts, Round, Scene, play

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.context import SpawnContext
    from multiprocessing.process import BaseProcess


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A process, and the line to it: rounds go down, forecasts come up."""

    process: BaseProcess
    line: Connection

    def hand(self, turn: Round) -> None:
        """Give it a round to play; where it died, ``take`` says so."""
        with suppress(OSError):
            self.line.send(turn)

    def take(self) -> tuple[FoldForecasts, ...] | None:
        """Return what it forecast, None where it died; raises what the round raised."""
        try:
            answer = self.line.recv()
        except (EOFError, OSError):
            return None
        if isinstance(answer, Exception):
            raise answer
        made: tuple[FoldForecasts, ...] = answer
        return made


@contextmanager
def at_work(count: int, scene: Scene) -> Iterator[list[Worker]]:
    """Give so many processes, which are gone afterwards, whatever they are doing then."""
    # Spawned, not forked: torch's threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    started: list[Worker] = []
    try:
        with _interrupts_held():
            for _ in range(count):
                started.append(_start(context, scene))
        yield started
    finally:
        for worker in started:
            worker.process.kill()  # not terminate: whoever ignores that signal passes it on
        for worker in started:
            worker.process.join()
            worker.line.close()


def ready(workers: Sequence[Worker], *, seconds: float) -> list[Worker]:
    """Wait so long at most for any of them to answer or to die, and return those that did."""
    found = wait([worker.line for worker in workers], timeout=seconds)
    return [worker for worker in workers if worker.line in found]


def death() -> LstmcastError:
    """Return what there is to say of a process that died."""
    return LstmcastError(
        "a process of the backtest was killed, perhaps for want of memory",
        hint="use fewer, and go on from the windows that are done: --jobs 1 --resume",
    )


def _start(context: SpawnContext, scene: Scene) -> Worker:
    near, far = context.Pipe()
    process = context.Process(target=_work, args=(far, scene))
    try:
        process.start()
    except BrokenPipeError:
        raise death() from None
    far.close()  # its own end is the only one now, so that its death closes the line
    return Worker(process=process, line=near)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back for a moment; processes started meanwhile never hear it.

    A terminal sends it to all of them, and it is the business of the one that ends the others.
    """
    resource_tracker.ensure_running()  # the first process starts it, and hears signals then
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _work(line: Connection, scene: Scene) -> None:
    """Play the rounds that come down the line until nobody is at its other end."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # as the first process does; see ``cli.app``
    with suppress(EOFError, OSError):
        while True:
            line.send(_answer(scene, line.recv()))


def _answer(scene: Scene, turn: Round) -> tuple[FoldForecasts, ...] | Exception:
    parent, stop = multiprocessing.parent_process(), StopFlag()

    def listen(event: TrainingEvent) -> None:
        del event
        if parent is not None and not parent.is_alive():  # killed: nobody waits for this
            stop.requested = signal.SIGTERM

    try:
        return play(scene, turn, listen=listen, stop=stop)
    except Exception as error:  # noqa: BLE001 - it is raised where the others are
        error.add_note(traceback.format_exc())  # which does not travel by itself
        return error
