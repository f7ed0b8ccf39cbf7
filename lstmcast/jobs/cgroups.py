"""What control groups let a process have, read from the text of their files.

A container or a systemd unit has its limits there, of either version and on every level from
its own group up to the root: the least one counts. Legend: a folder is that of one group.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

#: Version 1 says "no limit" by the largest multiple of a page that fits.
_UNLIMITED = 2**60


@dataclass(frozen=True, slots=True)
class Group:
    """The folder of a group, and the controller that it has; None: all of them (version 2)."""

    folder: PurePosixPath
    controller: str | None


def groups_of(membership: str, mounts: str) -> Iterator[Group]:
    """Yield the groups that matter, from those of the process up to the roots of their trees.

    ``membership`` is the text of ``/proc/self/cgroup``, ``mounts`` that of
    ``/proc/self/mountinfo``. What is not mounted, or not understood, is left out.
    """
    places = _mounted(mounts)
    for line in membership.splitlines():
        _, _, named = line.partition(":")
        controllers, _, path = named.partition(":")
        for controller in controllers.split(","):
            wanted = controller or None
            if wanted not in {None, "cpu", "memory"} or wanted not in places:
                continue
            root, point = places[wanted]
            for folder in _upwards(PurePosixPath(path), root):
                yield Group(folder=point / folder, controller=wanted)


def processors_of(group: Group, read: Callable[[PurePosixPath], str | None]) -> float:
    """Return the processors that a group may use, infinite for no limit.

    ``read`` returns the text of a file, None where there is none.
    """
    if group.controller is None:
        quota, _, period = (read(group.folder / "cpu.max") or "max").strip().partition(" ")
    else:
        quota = (read(group.folder / "cpu.cfs_quota_us") or "-1").strip()
        period = (read(group.folder / "cpu.cfs_period_us") or "").strip()
    share, whole = _number(quota), _number(period)
    return share / whole if 0 < share < math.inf and 0 < whole < math.inf else math.inf


def memory_of(group: Group, read: Callable[[PurePosixPath], str | None]) -> float:
    """Return the bytes that a group may hold, infinite for no limit; ``read`` as above."""
    names = ("memory.max", "memory.high") if group.controller is None else (
        "memory.limit_in_bytes",
    )  # fmt: skip
    limits = [_number((read(group.folder / name) or "max").strip()) for name in names]
    return min((limit for limit in limits if 0 < limit < _UNLIMITED), default=math.inf)


def read_file(path: PurePosixPath) -> str | None:
    """Return the text of a file of the system, None where it cannot be read."""
    try:
        return Path(path).read_text(encoding="ascii", errors="replace")
    except OSError:
        return None


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d{1,30}", text, re.ASCII) else math.inf


def _mounted(mounts: str) -> dict[str | None, tuple[PurePosixPath, PurePosixPath]]:
    """Return by controller (None: version 2) which group is mounted, and where."""
    found: dict[str | None, tuple[PurePosixPath, PurePosixPath]] = {}
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        own, kind = before.split(), after.split()
        if len(own) < 5 or len(kind) < 3:
            continue
        place = (PurePosixPath(own[3]), PurePosixPath(_unescaped(own[4])))
        if kind[0] == "cgroup2":
            found[None] = place
        elif kind[0] == "cgroup":
            found |= dict.fromkeys(kind[2].split(","), place)
    return found


def _unescaped(path: str) -> str:
    """Return a path of mountinfo, where blanks are written as ``\\040``."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), path)


def _upwards(path: PurePosixPath, root: PurePosixPath) -> Iterator[PurePosixPath]:
    """Yield the folders of a group and all above it, relative to where ``root`` is mounted.

    In a container the path may be the host's, of which nothing is mounted but the group itself.
    """
    relative = path.relative_to(root) if path.is_relative_to(root) else PurePosixPath()
    yield relative
    yield from relative.parents if relative.parts else ()
