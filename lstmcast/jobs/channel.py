"""What listens to a run: a terminal, a file, a service. None of them can stop the job."""

from __future__ import annotations

from typing import Protocol

from lstmcast.jobs.chronicle import Chronicle, Told


class NotToldError(Exception):
    """A channel could not pass something on; the text is a sentence without any secret."""


class Channel(Protocol):
    """Whoever wants to know what happens."""

    @property
    def name(self) -> str:
        """Return what a warning about this channel is called: "ping", "log-file", ..."""

    def hear(self, told: Told, chronicle: Chronicle) -> None:
        """Take an event; ``chronicle`` holds it and all before it.

        Raises NotToldError, or whatever else goes wrong, which is then warned of.
        """
