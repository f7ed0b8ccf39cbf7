"""What a console of a given width makes of things to print."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from rich.console import RenderableType


def printed(*things: RenderableType, width: int = 80) -> str:
    """Return the lines as they would be read, without blanks at their ends."""
    console = Console(file=io.StringIO(), width=width, highlight=False)
    with console.capture() as captured:
        for thing in things:
            console.print(thing)
    return "\n".join(line.rstrip() for line in captured.get().split("\n"))
