"""Health pings: the address when all went well, ``/start`` before, ``/<exit code>`` on failure.

As https://healthchecks.io and those who follow it have them: the body of the last ping is the
end of the log. A run that ends because another one holds the lock says nothing: the other one
pings for itself, and a failure would be a false alarm.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from lstmcast.jobs.channel import NotToldError
from lstmcast.jobs.chronicle import Chronicle, Told
from lstmcast.jobs.delivery import Delivery, Patience
from lstmcast.jobs.events import RunStarted
from lstmcast.jobs.lines import human_line

LONGEST_BODY = 100_000  # bytes
_TEXT = "text/plain; charset=utf-8"


class Ping:
    """A channel that tells a monitoring service of the beginning and the end of a run."""

    name = "ping"

    def __init__(self, url: str, *, patience: Patience | None = None) -> None:
        self._url = url
        self._patience = patience or Patience()
        self._tail = b""
        self._start: Delivery | None = None

    def hear(self, told: Told, chronicle: Chronicle) -> None:
        """Ping at the start, without waiting for an answer, and at the end.

        Raises NotToldError where a ping was not taken.
        """
        line = human_line(told).encode(errors="backslashreplace")
        self._tail = last_lines(self._tail + line, LONGEST_BODY)
        if isinstance(told.event, RunStarted):
            self._start = self._send("start", b"")
        elif (ending := told.ending) is not None:
            self._end(ending.code)

    def _end(self, code: int) -> None:
        # The start first: a service that hears of the end before it thinks of another run.
        first = None if self._start is None else self._start.failure()
        last = self._send(_ending(code), self._tail).failure()
        failed = [
            f"the ping at the {when} of the run was not taken: {why}"
            for when, why in (("start", first), ("end", last))
            if why is not None
        ]
        if failed:
            raise NotToldError("; ".join(failed))

    def _send(self, ending: str, body: bytes) -> Delivery:
        return Delivery(
            address(self._url, ending), body, content_type=_TEXT, patience=self._patience
        )


def address(url: str, ending: str) -> str:
    """Return the address with one more step in its path; a query stays behind it."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/") + f"/{ending}" if ending else parts.path
    return urlunsplit(parts._replace(path=path, fragment=""))


def last_lines(text: bytes, most: int) -> bytes:
    """Return the last whole lines of UTF-8 text that fit; of one long line its end."""
    if len(text) <= most:
        return text
    tail = text[-most:]
    cut = tail.find(b"\n") + 1
    if 0 < cut < len(tail):
        return tail[cut:]
    return tail.decode(errors="ignore").encode()  # half a character goes


def _ending(code: int) -> str:
    if code == 0:
        return ""
    return str(code) if 0 < code < 256 else "fail"
