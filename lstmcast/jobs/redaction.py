"""Secrets stay secret: what must not be read in a log is blotted out before it is written.

Known secrets are searched for, whole and in parts; besides, whatever looks like one goes:
names and passwords in URLs, and values that are called a password or a token.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from lstmcast.jobs.events import Event

HIDDEN = "***"

_LEAST = 4  # characters of a part; a shorter one is in too many words
_TOKEN = 16  # characters of a step of a URL's path that is a secret by itself

#: Settings, flags and keys whose value is nobody's business. Names of files are.
_SECRET_NAME = re.compile(
    r"(?:^|[._-])(?:ping|webhook|url|password|passwd|pwd|token|secret|credentials|api[_-]?key)$",
    re.IGNORECASE,
)
_IN_URL = re.compile(r"(?<=://)[^\s\"'<>]*@")  # name:password@
_NAMED = re.compile(
    r"((?:password|passwd|pwd|token|secret|api[_-]?key)[\"']?\s*[=:]\s*)[^\s&,;]+", re.IGNORECASE
)
_HEADER = re.compile(r"(\bauthorization[\"']?\s*[:=]\s*[\"']?\w+\s+)[^\s\"']+", re.IGNORECASE)
_WEB = re.compile(r"(https?://[^\s/\"'<>]+)/[^\s\"'<>]+", re.IGNORECASE)


class Redactor:
    """Blots out secrets: those it is given, and what looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        patterns = {pattern for secret in secrets for pattern in _patterns(secret)}
        longest_first = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
        self._known = re.compile("|".join(longest_first)) if patterns else None

    def __repr__(self) -> str:
        """Return nothing that is secret."""
        return "Redactor()"

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        text = _IN_URL.sub(f"{HIDDEN}@", text)
        text = _NAMED.sub(rf"\g<1>{HIDDEN}", text)
        return _HEADER.sub(rf"\g<1>{HIDDEN}", text)

    def event(self, event: Event) -> Event:
        """Return an event whose texts are without secrets."""
        texts: dict[str, Any] = {}
        for field in dataclasses.fields(event):
            value = getattr(event, field.name)
            if isinstance(value, str):
                texts[field.name] = self.text(value)
            elif isinstance(value, tuple):
                texts[field.name] = tuple(
                    self.text(item) if isinstance(item, str) else item for item in value
                )
        return dataclasses.replace(event, **texts)

    def document(self, value: Any) -> Any:
        """Return plain JSON data without secrets, neither in values nor in keys."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(str(key), item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.document(item) for item in value]
        return value

    def value(self, name: str, value: Any) -> Any:
        """Return plain JSON data that go by a name; under a telling one they are hidden."""
        if _SECRET_NAME.search(name) and value not in (None, "", [], {}):
            return HIDDEN
        return self.document(value)

    def arguments(self, arguments: Sequence[str]) -> list[str]:
        """Return a command line without secrets; of web addresses the host alone is shown."""
        shown = []
        hide = False
        for argument in arguments:
            flag, given, _ = argument.partition("=")
            secret = flag.startswith("--") and _SECRET_NAME.search(flag) is not None
            if hide and not argument.startswith("--"):
                shown.append(HIDDEN)
            elif secret and given:
                shown.append(f"{flag}={HIDDEN}")
            else:
                shown.append(_WEB.sub(rf"\g<1>/{HIDDEN}", self.text(argument)))
            hide = secret and not given
        return shown


def _patterns(secret: str) -> set[str]:
    """Return patterns of a secret, and of what in it would be one by itself.

    A part counts as a word of its own only: a password may be a syllable of every sentence.
    """
    whole = secret.strip()
    parts = _parts(whole)
    words = {_bounded(form) for part in parts for form in (part, unquote(part))}
    return words | {re.escape(form) for form in (whole, unquote(whole)) if form}


def _parts(secret: str) -> set[str]:
    """Return what of a URL gives something away: password, query, and tokens in its path."""
    try:
        url = urlsplit(secret)
        login, given, _ = url.netloc.rpartition("@")
    except ValueError:
        return set()
    if not url.netloc:
        return set()
    parts = {url.query, login.partition(":")[2] if given else ""}
    if url.scheme in {"http", "https"}:  # of a database it is the name
        path = url.path.strip("/")
        parts |= {step for step in (path, *path.split("/")) if _is_token(step)}
    return {part for part in parts if len(part) >= _LEAST}


def _is_token(step: str) -> bool:
    """Return whether a step of a path is nothing that people would have called something."""
    return len(step) >= _TOKEN or (len(step) >= _TOKEN // 2 and any(map(str.isdigit, step)))


def _bounded(part: str) -> str:
    before = r"(?<!\w)" if re.match(r"\w", part) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", part) else ""
    return f"{before}{re.escape(part)}{after}"
