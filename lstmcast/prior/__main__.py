"""``python -m lstmcast.prior``: make the pretrained weights again; for developers."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from lstmcast.errors import LstmcastError, RunInterruptedError
from lstmcast.prior.plans import PLANS, PretrainingPlan
from lstmcast.prior.rebuild import rebuild
from lstmcast.training.events import StopFlag
from lstmcast.training.stopping import asking_to_stop

CHECKPOINTS = Path(".prior")
_LINE_EVERY = 500  # steps, where nobody watches


def main(arguments: Sequence[str] | None = None) -> int:
    """Train the networks of the seasons that are named, or all, and return the exit code."""
    wanted = _parser().parse_args(arguments)
    console, stop = Console(stderr=True, highlight=False), StopFlag()
    try:
        with asking_to_stop(stop):
            for season in wanted.seasons or PLANS:
                plan = PLANS[season]
                with _progress(console, plan) as tell:
                    card = rebuild(
                        plan,
                        weights=wanted.weights,
                        checkpoints=CHECKPOINTS,
                        tell=tell,
                        warn=partial(console.print, markup=False, soft_wrap=True),
                        stop=stop,
                    )
                console.print(f"season {season}: {card.steps} steps, skill {card.skill:+.1%}")
    except RunInterruptedError as error:
        console.print(f"interrupted; the same command goes on from {CHECKPOINTS}/")
        return error.exit_code
    except LstmcastError as error:
        console.print(f"{error.message}\n{error.hint or ''}".rstrip())
        return error.exit_code
    finally:
        console.print(f"{time.process_time() / 60:.1f} minutes of processor time")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lstmcast.prior",
        description="Make the pretrained weights again from seeds. An interrupted run goes on.",
    )
    parser.add_argument(
        "seasons",
        nargs="*",
        type=_season,
        metavar="SEASON",
        help=f"of {', '.join(map(str, PLANS))}; all if none is given",
    )
    parser.add_argument(
        "--weights",
        type=Path,
        default=Path(__file__).parent / "weights",
        metavar="FOLDER",
        help="where to write; into the package if not given",
    )
    return parser


def _season(text: str) -> int:
    if text not in map(str, PLANS):
        raise argparse.ArgumentTypeError(f"{text} is none of {', '.join(map(str, PLANS))}")
    return int(text)


@contextmanager
def _progress(console: Console, plan: PretrainingPlan) -> Iterator[Callable[[int, float], None]]:
    """Give what to tell each step and its loss: a bar on a terminal, a line now and then else."""
    title = f"season {plan.season}"
    if not console.is_terminal:

        def write(step: int, loss: float) -> None:
            if step % _LINE_EVERY == 0:
                sys.stderr.write(f"{title}: step {step} of {plan.steps}, loss {loss:.4f}\n")

        yield write
        return
    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("loss {task.fields[loss]:.4f}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=plan.steps, loss=float("nan"))
        yield lambda step, loss: bar.update(task, completed=step, loss=loss)


if __name__ == "__main__":
    sys.exit(main())
