"""Addresses that may hold a secret: from a file or the environment, and never shown whole.

A job file is copied, committed and mailed, so a password in it is refused.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlsplit

from lstmcast.errors import UsageError

#: Names of query parameters that hold what the owner of a URL would not want to see in a log.
_SECRET_NAMES = frozenset(
    {"password", "passwd", "pwd", "sslpassword", "passphrase", "secret", "token", "access_token",
     "api_key", "apikey", "auth", "key", "sig", "signature"}
)  # fmt: skip


_MOST_BYTES = 8192


def read_secret(path: Path, *, source: str) -> str:
    """Return the one line of a file that holds a secret.

    ``source`` is the setting that names it. Raises UsageError where it cannot be read or holds
    no line or several, and never says what is in it.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        lines = []
    except OSError as error:
        raise UsageError(
            f"cannot read {path}, which {source} names: {error.strerror}",
            hint="check the path, and that whoever runs the job may read the file",
        ) from None
    filled = [line.strip() for line in lines if line.strip()]
    if len(filled) != 1 or len(content) > _MOST_BYTES:
        raise UsageError(
            f"{path}, which {source} names, has to hold one line of text",
            hint="write the URL alone into it",
        )
    return filled[0]


def check_url(url: str, *, source: str, schemes: tuple[str, ...]) -> None:
    """Raise UsageError unless ``url`` is one, of ``schemes`` if any are given.

    The error does not repeat it.
    """
    parts = _split(url)
    wanted = " or ".join(f"{scheme}://" for scheme in schemes) or "postgresql+psycopg://"
    plain = parts is not None and "://" in url and url.isprintable() and " " not in url
    if parts is None or not plain or (schemes and not parts.hostname):
        raise UsageError(f"{source} is no URL", hint=f"it begins with {wanted}")
    if schemes and parts.scheme not in schemes:
        raise UsageError(f"{source} is no URL that can be used", hint=f"it begins with {wanted}")
    if schemes and parts.username is not None:
        raise UsageError(
            f"{source} has a name before its host, which is not sent",
            hint="take it out; services of this kind know you by the path",
        )


def refuse_password(url: str, *, source: str, name: str, variable: str) -> None:
    """Raise UsageError for a URL with a password, which stands where it must not.

    ``name`` is the setting of [table] that holds it, ``variable`` the one of the environment.
    """
    if not has_password(url):
        return
    raise UsageError(
        f"{source} has a password in it, and a job file is no place for secrets",
        hint=f"put the URL into a file that only the user of the job can read, and name that:"
        f' {name}_file = "{name}.secret"; or set {variable}',
    )


def has_password(url: str) -> bool:
    """Return whether a URL has a password, as such or among its parameters."""
    parts = _split(url)
    if parts is None:
        return "@" in url
    names = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    return parts.password is not None or bool(names & _SECRET_NAMES)


def masked(url: str | None) -> str | None:
    """Return scheme and host of a URL: enough to know it by, too little to use it."""
    if url is None:
        return None
    parts = _split(url)
    if parts is None or not parts.scheme:
        return "…"
    return f"{parts.scheme}://{parts.hostname or ''}/…"


def _split(url: str) -> SplitResult | None:
    """Return the parts of a URL; None for what is none, such as a port that is no number."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - it is looked at when asked for
    except ValueError:
        return None
    return parts
