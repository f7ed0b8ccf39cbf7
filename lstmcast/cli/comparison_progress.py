"""Progress of a comparison, on a terminal only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import BarColumn, TextColumn

from lstmcast.cli.progress import VanishingBar

if TYPE_CHECKING:
    from lstmcast.training.events import StopFlag


class ComparisonProgress(VanishingBar):
    """One bar for all trainings and probes."""

    def __init__(self, stop: StopFlag, *, visible: bool) -> None:
        super().__init__(
            TextColumn("{task.description:<27}"),
            BarColumn(bar_width=None, complete_style="cyan"),
            TextColumn("{task.fields[whole]}/{task.total:.0f}"),
            visible=visible,
        )
        self._stop = stop

    def tell(self, doing: str, done: float, parts: int) -> None:
        """Show what is being done and how many parts are, one of them in part."""
        if self._task is None:
            self._task = self._progress.add_task(doing, total=parts, whole=0)
        if self._stop.requested is not None:
            doing = "Stopping"
        self._progress.update(self._task, description=doing, completed=done, whole=int(done))
