"""The teller: every event of a run, passed on to all who listen, whatever becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from lstmcast import clock
from lstmcast.errors import LstmcastError
from lstmcast.jobs.channel import Channel, NotToldError
from lstmcast.jobs.chronicle import Chronicle, Run, Told
from lstmcast.jobs.events import Event, Exit, Warned
from lstmcast.jobs.redaction import Redactor


class Teller:
    """Passes events on; whoever fails to take one is warned of, once for each reason.

    ``lines`` write down whatever happens, warnings about the others included; ``notices`` are
    files and services that mostly wait for the end. The end is told to the notices first and
    to the lines in reverse, so that it is the last line of each of them.
    """

    def __init__(
        self,
        run: Run,
        *,
        lines: Sequence[Channel],
        notices: Sequence[Channel] = (),
        redactor: Redactor | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._run = run
        self._lines = tuple(lines)
        self._notices = tuple(notices)
        self._redactor = redactor or Redactor()
        self._now = now
        self._chronicle = Chronicle()
        self._warned: set[tuple[str, str]] = set()

    @property
    def chronicle(self) -> Chronicle:
        """Return what was told so far."""
        return self._chronicle

    def tell(self, event: Event) -> None:
        """Pass an event on; raises nothing but what a signal raises."""
        over = isinstance(event, Exit)
        listeners = (
            (*self._notices, *reversed(self._lines)) if over else (*self._lines, *self._notices)
        )
        self._pass_on(event, listeners)

    def _pass_on(self, event: Event, listeners: Sequence[Channel]) -> None:
        told = Told(run=self._run, at=self._now(), event=self._redactor.event(event))
        self._chronicle.add(told)
        for place, listener in enumerate(listeners):
            try:
                listener.hear(told, self._chronicle)
            except Exception as error:  # noqa: BLE001 - whatever it is, the job goes on
                self._warn(listener, error, over=listeners[: place + 1] if _ends(event) else ())

    def _warn(self, failed: Channel, error: Exception, *, over: Sequence[Channel]) -> None:
        """Warn of a channel that failed: all others, but for those whose run is ``over``."""
        warning = Warned(code=failed.name, text=_reason(failed, error))
        if (warning.code, warning.text) in self._warned:
            return
        self._warned.add((warning.code, warning.text))
        others = (*self._lines, *self._notices)
        self._pass_on(warning, [it for it in others if it is not failed and it not in over])


def _ends(event: Event) -> bool:
    return isinstance(event, Exit)


def _reason(failed: Channel, error: Exception) -> str:
    if isinstance(error, NotToldError):
        return str(error)
    if isinstance(error, LstmcastError):
        return error.message
    return f"{failed.name} failed ({type(error).__name__}: {error})"
