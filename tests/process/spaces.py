"""Places where nothing can be written: a full disk and a read-only one, for one process.

They are mounted in a namespace of its own, so that they are gone with the process and need no
root where the kernel lets users do so.
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from running import TOOL

_OWN_MOUNTS = ("unshare", "--map-root-user", "--mount")


@cache
def may_mount() -> bool:
    """Return whether this machine lets us mount anything."""
    try:
        tried = subprocess.run(
            [*_OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return False
    return tried.returncode == 0


def on_a_full_disk(folder: Path, *, free: int) -> Sequence[str]:
    """Return the tool on a disk that holds what is in ``folder`` and has ``free`` KiB besides.

    What is on the disk afterwards replaces the content of ``folder``.
    """
    place, kept = shlex.quote(str(folder)), shlex.quote(f"{folder}.kept")
    return _script(
        f"mkdir {kept} && cp -a {place}/. {kept} && mount -t tmpfs -o size=4m tmpfs {place}"
        f" && cp -a {kept}/. {place} && cd {place}"
        f" && {{ dd if=/dev/zero of=filler bs=1k 2> {kept}.dd || truncate -s -{free}k filler; }}"
        ' && { "$@"; code=$?; rm filler;'
        f" find {kept} -mindepth 1 -delete; cp -a . {kept}; exit $code; }}"
    )


def read_only(folder: Path) -> Sequence[str]:
    """Return the tool where ``folder`` cannot be written to, by root neither."""
    place = shlex.quote(str(folder))
    return _script(
        f'mount --bind {place} {place} && mount -o remount,bind,ro {place} && cd . && exec "$@"'
    )


def _script(text: str) -> Sequence[str]:
    return (*_OWN_MOUNTS, "sh", "-c", text, "sh", *TOOL)
