"""Where a picture goes, decided before any work."""

from __future__ import annotations

from pathlib import Path


def choose_plot(name: str | None) -> Path | None:
    """Return where to draw, or None; raises UsageError or MissingDependencyError."""
    if name is None:
        return None
    from lstmcast.outputs.plots import check_plot_path

    path = Path(name)
    check_plot_path(path)
    return path
