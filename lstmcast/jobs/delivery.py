"""Posting something to a web address without ever holding up the job.

A thread does it, because the standard library bounds each read from a socket, but neither the
look-up of a name nor the sum of many slow reads. Redirects are not followed: what is sent is
meant for the address that was given.
"""

from __future__ import annotations

import base64
import threading
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from lstmcast import __version__

if TYPE_CHECKING:
    from http.client import HTTPMessage
    from typing import IO

_SLACK = 1.0  # seconds beyond the patience, so that the last attempt can say why it failed
_AGAIN = {408, 425, 429}  # besides 5xx: the same may be taken a little later


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait, in seconds, and how often to try again."""

    timeout: float = 10.0  # for each attempt to get somewhere
    pauses: tuple[float, ...] = (1.0, 3.0)  # before each further attempt

    @property
    def limit(self) -> float:
        """Return after how many seconds to give up for good."""
        return self.timeout * (1 + len(self.pauses)) + sum(self.pauses)


class Delivery:
    """One message on its way."""

    def __init__(self, url: str, body: bytes, *, content_type: str, patience: Patience) -> None:
        """Send ``body`` by POST in the background."""
        self._url = url
        self._body = body
        self._content_type = content_type
        self._patience = patience
        self._failure: str | None = f"no answer within {patience.limit:g} s"
        self._given_up = threading.Event()
        # A daemon: a server that never answers must not keep the process from ending.
        self._thread = threading.Thread(target=self._deliver, name="delivery", daemon=True)
        self._thread.start()

    def failure(self) -> str | None:
        """Wait for the end, and return what went wrong; None where it was taken."""
        self._thread.join(self._patience.limit + _SLACK)
        self._given_up.set()
        return self._failure

    def _deliver(self) -> None:
        for pause in (*self._patience.pauses, None):
            failure, again = self._attempt()
            if failure is None or not again or pause is None:
                break
            if self._given_up.wait(pause):
                return
        self._failure = failure

    def _attempt(self) -> tuple[str | None, bool]:
        """Return what went wrong, and whether another attempt makes sense."""
        try:
            request = _request(self._url, self._body, self._content_type)
            with build_opener(_Staying).open(request, timeout=self._patience.timeout):
                return None, False
        except HTTPError as error:
            error.close()
            return f"the answer was {error.code}", error.code >= 500 or error.code in _AGAIN
        except OSError as error:
            return self._unreached(error), True
        except HTTPException:
            return "the answer is no HTTP", True
        except Exception as error:  # noqa: BLE001 - nobody would hear of it from a thread
            return f"{type(error).__name__} in sending it", False

    def _unreached(self, error: OSError) -> str:
        """Return why there was no answer; nothing of the address is in it."""
        reason = getattr(error, "reason", error)  # an URLError wraps another one
        if isinstance(reason, TimeoutError):
            return f"no answer within {self._patience.timeout:g} s"
        words = getattr(reason, "strerror", None) or type(reason).__name__
        return f"no connection ({words[:1].lower()}{words[1:]})"


def _request(url: str, body: bytes, content_type: str) -> Request:
    """Return a POST; a name and a password in the address go into a header, as they have to."""
    headers = {"Content-Type": content_type, "User-Agent": f"lstmcast/{__version__}"}
    parts = urlsplit(url)
    login, given, host = parts.netloc.rpartition("@")
    if given:
        words = base64.b64encode(unquote(login).encode()).decode()
        headers["Authorization"] = f"Basic {words}"
        url = urlunsplit(parts._replace(netloc=host))
    return Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - a job's address


class _Staying(HTTPRedirectHandler):
    """Takes a redirect for the failure that it is."""

    def redirect_request(  # noqa: PLR0917 - as it is called
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Follow nowhere, so that the answer becomes an HTTPError."""
