"""Progress of training and of backtests, on a terminal only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from lstmcast.training.events import StageStarted, StepDone, TrainingEvent, Validated

if TYPE_CHECKING:
    from types import TracebackType

    from lstmcast.training.events import StopFlag

_STAGES = {
    "fine-tune": "Fine-tuning",
    "covariates": "Learning from covariates",
    "scratch": "Learning",
    "refit fine-tuned": "Fine-tuning on all data",
    "refit covariates": "Learning from covariates of all data",
    "refit scratch": "Learning from all data",
}


class VanishingBar:
    """A bar on standard error, which vanishes at the end."""

    def __init__(self, *columns: ProgressColumn, visible: bool) -> None:
        self._task: TaskID | None = None
        self._progress = Progress(
            *columns,
            TimeRemainingColumn(compact=True),
            console=Console(stderr=True),
            transient=True,
            disable=not visible,
            refresh_per_second=8,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()


class TrainingProgress(VanishingBar):
    """A bar per stage of training."""

    def __init__(self, stop: StopFlag, *, visible: bool) -> None:
        super().__init__(
            TextColumn("{task.description:<23}"),
            BarColumn(bar_width=None, complete_style="cyan"),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TextColumn("[dim]{task.fields[detail]}"),
            visible=visible,
        )
        self._stop = stop
        self._name = ""

    def listen(self, event: TrainingEvent) -> None:
        """Show what an event says."""
        if isinstance(event, StageStarted):
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._name = _STAGES.get(event.stage, event.stage)
            self._task = self._progress.add_task(self._name, total=event.steps, detail="")
        elif self._task is None:
            return
        elif isinstance(event, StepDone):
            stopping = self._stop.requested is not None
            name = "Stopping" if stopping else self._name
            self._progress.update(self._task, completed=event.step, description=name)
        elif isinstance(event, Validated):
            detail = f"skill {100 * event.skill:+.0f} %"
            self._progress.update(self._task, detail=detail)


class WindowProgress(VanishingBar):
    """A bar of the windows of a backtest."""

    def __init__(self, *, visible: bool) -> None:
        super().__init__(
            TextColumn("Windows"),
            BarColumn(bar_width=None, complete_style="cyan"),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            visible=visible,
        )

    def tell(self, done: int, total: int) -> None:
        """Show how many windows are done."""
        if self._task is None:
            self._task = self._progress.add_task("", total=total, completed=done)
        else:
            self._progress.update(self._task, completed=done)
