"""What this process may use, and how it keeps to that.

Processors are those it may run on, or as many as the quota of its control group is worth;
threads beyond that would only wait for one another. Address space is not limited: libraries
reserve far more of it than they use.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from lstmcast.config import Config
from lstmcast.jobs.cgroups import groups_of, memory_of, processors_of, read_file
from lstmcast.jobs.spec import Limits

_MEMBERSHIP = PurePosixPath("/proc/self/cgroup")
_MOUNTS = PurePosixPath("/proc/self/mountinfo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What a process may use."""

    processors: int  # at least one
    memory: int | None  # bytes; None: no limit but the machine's

    def threads(self, wanted: int) -> int:
        """Return the threads to use where so many are ``wanted``: no more than processors."""
        return min(wanted, self.processors)


def find_allowance(
    read: Callable[[PurePosixPath], str | None] = read_file, *, available: int | None = None
) -> Allowance:
    """Return what this process may use, by its affinity and its control groups.

    ``read`` returns the text of a file of the system, None where there is none; ``available``
    stands for the number of processors that it may run on. What cannot be read limits nothing.
    """
    runs_on = _available() if available is None else available
    groups = list(groups_of(read(_MEMBERSHIP) or "", read(_MOUNTS) or ""))
    quota = min((processors_of(group, read) for group in groups), default=math.inf)
    memory = min((memory_of(group, read) for group in groups), default=math.inf)
    return Allowance(
        # Half a processor more is worth a thread: 1.5 are two, 1.4 are one.
        processors=max(1, min(runs_on, _whole(quota) if quota < math.inf else runs_on)),
        memory=int(memory) if memory < math.inf else None,
    )


def apply(limits: Limits, config: Config, allowance: Allowance) -> Config:
    """Step this process back as far as is asked, and return what to compute with.

    The threads of ``limits`` come before those of ``config``; neither exceed the allowance.
    """
    step_back(limits.nice)
    threads = allowance.threads(limits.threads or config.training.threads)
    return replace(config, training=replace(config.training, threads=threads))


def step_back(nice: int | None) -> int:
    """Step back behind other processes, ``nice`` from 0 to 19; return how far it is now.

    A process can only step further back: one that is already there stays, and None changes
    nothing.
    """
    now = os.nice(0)
    if nice is not None and nice > now:
        with suppress(OSError):  # a system that does not have it is not worth failing for
            now = os.nice(nice - now)
    return now


@contextmanager
def held_to(threads: int) -> Iterator[None]:
    """Hold the arithmetic of libraries that are loaded by now to so many ``threads``.

    OpenMP and BLAS read their variables (``OMP_NUM_THREADS``, ``OPENBLAS_NUM_THREADS``) once,
    when they are loaded, so it is too late to set these. torch, which a training loads later,
    takes the number that the configuration has; see ``TrainingConfig.threads``.
    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - only where libraries compute

    with threadpool_limits(limits=threads):
        yield


def _whole(quota: float) -> int:
    return math.floor(quota + 0.5)


def _available() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
