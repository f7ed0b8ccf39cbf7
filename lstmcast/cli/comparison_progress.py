"""Progress of a comparison, on a terminal only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from types import TracebackType

    from lstmcast.training.events import StopFlag


class ComparisonProgress:
    """One bar for all trainings and probes, which vanishes at the end."""

    def __init__(self, stop: StopFlag, *, visible: bool) -> None:
        self._stop = stop
        self._task: TaskID | None = None
        self._progress = Progress(
            TextColumn("{task.description:<27}"),
            BarColumn(bar_width=None, complete_style="cyan"),
            TextColumn("{task.fields[whole]}/{task.total:.0f}"),
            TimeRemainingColumn(compact=True),
            console=Console(stderr=True),
            transient=True,
            disable=not visible,
            refresh_per_second=8,
        )

    def __enter__(self) -> ComparisonProgress:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def tell(self, doing: str, done: float, parts: int) -> None:
        """Show what is being done and how many parts are, one of them in part."""
        if self._task is None:
            self._task = self._progress.add_task(doing, total=parts, whole=0)
        if self._stop.requested is not None:
            doing = "Stopping"
        self._progress.update(self._task, description=doing, completed=done, whole=int(done))
