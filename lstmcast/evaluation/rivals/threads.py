"""One thread for what would otherwise add up in another order on another machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold OpenMP and BLAS to one thread; a backtest has processes for the other cores.

    Libraries have to be loaded before: those that come later are not held back.
    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - only where libraries compute

    with threadpool_limits(limits=1):
        yield
