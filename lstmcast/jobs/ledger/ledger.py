"""The ledger as the steps of a night see it: rows in, rows out.

Whoever writes holds the lock of the job; readers may come at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from lstmcast.errors import MissingDependencyError
from lstmcast.jobs.ledger import statements
from lstmcast.jobs.ledger.connection import Connection, Values
from lstmcast.jobs.ledger.encoding import (
    Head,
    begin_values,
    draft_values,
    head_of,
    head_values,
    moment_text,
    promotion_values,
    read_draft,
    read_promotion,
    read_run,
    read_score,
    read_step,
    read_tally,
    run_values,
    score_values,
    step_values,
)
from lstmcast.jobs.ledger.migrations import is_current, migrate
from lstmcast.jobs.ledger.rows import (
    KILLED,
    RUNNING,
    DraftRow,
    ForecastRow,
    PromotionRow,
    RunRow,
    ScoreRow,
    TallyRow,
)
from lstmcast.jobs.ledger.sqlite import SqliteConnection

_AT_ONCE = 10_000  # forecast rows in memory, however many there are
Row = TypeVar("Row")
_FIRST, _LAST = -(2**62), 2**62  # before and after all times


class Ledger:
    """Runs, forecasts, scores and promotions of one job.

    Methods that add rows do so in one transaction: all of them or none. Errors are those of
    ``Connection``.
    """

    def __init__(self, connection: Connection, *, job: str) -> None:
        self._connection = connection
        self._job = job

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def location(self) -> str:
        """Return where the ledger is, for people."""
        return self._connection.location

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def begin_run(self, *, started: datetime, command: str, facts: str = "{}") -> RunRow:
        """Write down that a run has begun, and that earlier ones which never ended were killed.

        Only whoever holds the lock of the job can know that.
        """
        values = begin_values(self._job, started=started, command=command, facts=facts)
        with self._connection.transaction():
            self._connection.execute(
                statements.END_KILLED_RUNS,
                {"job": self._job, "running": RUNNING, "killed": KILLED},
            )
            number = self._connection.insert(statements.BEGIN_RUN, values)
        return RunRow(id=number, started=started, command=command, facts=facts)

    def end_run(self, run: RunRow, *, published: bool = False) -> None:
        """Write down how a run ended: ``begin_run``'s row, with all that is known by now.

        Its draft, where it is ``published``, counts at the same moment.
        """
        with self._connection.transaction():
            if published:
                self._settle(statements.TAKE_DRAFT)
            self._connection.execute(statements.END_RUN, run_values(run, self._job))

    def runs(self, limit: int | None = None) -> list[RunRow]:
        """Return the last runs, newest first."""
        values: Values = {"job": self._job, "limit": _LAST if limit is None else limit}
        return [read_run(row) for row in self._connection.query(statements.RUNS, values)]

    def add_forecasts(self, rows: Iterable[ForecastRow]) -> int:
        """Add forecasts and return how many; one of the same step is replaced, score and all.

        Same means series, target, cutoff, model and step. Raises ValueError for numbers that
        are not finite.
        """
        heads: dict[Head, Values] = {}
        added = 0
        with self._connection.transaction():
            for block in _blocks(rows):
                begun = {head_of(row): row.run for row in block if head_of(row) not in heads}
                heads |= {head: head_values(head, self._job) for head in begun}
                self._connection.execute_many(
                    statements.ADD_FORECAST,
                    [{**heads[head], "run": run} for head, run in begun.items()],
                )
                self._connection.execute_many(
                    statements.ADD_STEP,
                    ({**heads[head_of(row)], **step_values(row)} for row in block),
                )
                added += len(block)
        return added

    def draft(self, draft: DraftRow, rows: Iterable[ForecastRow]) -> int:
        """Write down what a run is about to publish, and return how many rows that is.

        Each step of a forecast is there once. They replace those of any other run that were
        never settled, and count for nothing before they are. Raises ValueError as
        ``add_forecasts`` does.
        """
        added = 0
        with self._connection.transaction():
            self._settle()
            self._connection.execute(statements.ADD_DRAFT, draft_values(draft, self._job))
            for block in _blocks(rows):
                heads = {head: head_values(head, self._job) for head in map(head_of, block)}
                self._connection.execute_many(
                    statements.ADD_DRAFT_STEP,
                    ({**heads[head_of(row)], **step_values(row)} for row in block),
                )
                added += len(block)
        return added

    def drafted(self) -> DraftRow | None:
        """Return what a run was about to publish, where nothing says that it did."""
        found = self._connection.query(statements.DRAFT, {"job": self._job})
        return read_draft(found[0]) if found else None

    def settle(self, *, published: bool) -> None:
        """Let a draft count as ``add_forecasts`` would, where it is ``published``; or drop it."""
        with self._connection.transaction():
            self._settle(statements.TAKE_DRAFT if published else ())

    def _settle(self, taking: Sequence[str] = ()) -> None:
        for statement in (*taking, *statements.DROP_DRAFT):
            self._connection.execute(statement, {"job": self._job})

    def forecasts(self, since: int | None = None) -> list[ForecastRow]:
        """Return the forecasts of all times from ``since`` on, with a score or without."""
        values: Values = {"job": self._job, "since": _FIRST if since is None else since}
        return [read_step(row) for row in self._connection.query(statements.STEPS, values)]

    def open_forecasts(self, until: int, *, since: int | None = None) -> list[ForecastRow]:
        """Return forecasts of times from ``since`` to ``until``, both included, without a score."""
        values: Values = {
            "job": self._job,
            "until": until,
            "since": _FIRST if since is None else since,
        }
        return [read_step(row) for row in self._connection.query(statements.OPEN_STEPS, values)]

    def add_scores(self, rows: Iterable[ScoreRow]) -> None:
        """Add scores to forecasts; one of the same step is replaced.

        A score of a forecast that is not there any more is dropped. Raises ValueError for
        numbers that are not finite.
        """
        heads: dict[Head, Values] = {}
        with self._connection.transaction():
            for block in _blocks(rows):
                new = {head_of(row) for row in block} - heads.keys()
                heads |= {head: head_values(head, self._job) for head in new}
                self._connection.execute_many(
                    statements.ADD_SCORE,
                    ({**heads[head_of(row)], **score_values(row)} for row in block),
                )

    def scores(self, since: int | None = None) -> list[ScoreRow]:
        """Return the scores of all times from ``since`` on, by time."""
        values: Values = {"job": self._job, "since": _FIRST if since is None else since}
        return [read_score(row) for row in self._connection.query(statements.SCORES, values)]

    def tallies(self, first_run: int) -> list[TallyRow]:
        """Return the sums of scores of what was forecast in ``first_run`` and later runs."""
        values: Values = {"job": self._job, "run": first_run}
        return [read_tally(row) for row in self._connection.query(statements.TALLIES, values)]

    def add_promotion(self, row: PromotionRow) -> None:
        """Write down that the champion changed."""
        with self._connection.transaction():
            self._connection.execute(statements.ADD_PROMOTION, promotion_values(row, self._job))

    def promotions(self) -> list[PromotionRow]:
        """Return every change of the champion, newest first."""
        found = self._connection.query(statements.PROMOTIONS, {"job": self._job})
        return [read_promotion(row) for row in found]

    def forget(self, before: datetime) -> int:
        """Delete runs that began before a moment, with all that came of them; return how many.

        The newest promotion stays, and the run it came from; so does a run still under way.
        """
        values: Values = {"job": self._job, "before": moment_text(before), "running": RUNNING}
        with self._connection.transaction():
            held = self._count_runs()
            for statement in statements.FORGET:
                self._connection.execute(statement, values)
            forgotten = held - self._count_runs()
        if forgotten:
            self._connection.reclaim()
        return forgotten

    def _count_runs(self) -> int:
        [(number,)] = self._connection.query(statements.COUNT_RUNS, {"job": self._job})
        return int(number)


def open_ledger(
    target: str | Path, *, job: str = "", timeout: float = 30.0, read_only: bool = False
) -> Ledger:
    """Open the ledger in a SQLite file or behind a URL, and bring its tables up to date.

    ``job`` tells jobs in one database apart. Waits up to ``timeout`` seconds for others. With
    ``read_only`` nothing is written: a missing ledger is a NoLedgerError, and of an older one a
    copy in memory is brought up to date. Raises UsageError also for a database of something
    else or of a newer lstmcast, MissingDependencyError for a URL without the extra ``sql``,
    and the errors of ``Connection``.
    """
    file = _file(target)
    connection = (
        _connect(str(target), timeout=timeout, read_only=read_only)
        if file is None
        else SqliteConnection(file, timeout=timeout, read_only=read_only)
    )
    try:
        if not is_current(connection):
            if read_only:
                connection.set_apart()
            migrate(connection)
    except BaseException:
        connection.close()
        raise
    return Ledger(connection, job=job)


def _file(target: str | Path) -> Path | None:
    """Return the path of a SQLite file; None for the URL of a server."""
    if isinstance(target, Path) or "://" not in target:
        return Path(target)
    scheme, _, rest = target.partition("://")
    if scheme.lower().partition("+")[0] != "sqlite":
        return None
    return Path(rest.removeprefix("/"))  # sqlite:///here, sqlite:////there


def _connect(url: str, *, timeout: float, read_only: bool) -> Connection:
    try:
        # Of the extra sql, which most do without.
        from lstmcast.jobs.ledger.server import ServerConnection  # noqa: PLC0415
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "sqlalchemy":
            raise
        raise MissingDependencyError(
            "a ledger behind a URL needs the package sqlalchemy, which is not installed",
            hint="pip install 'lstmcast[sql]'",
        ) from None
    return ServerConnection(url, timeout=timeout, read_only=read_only)


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while block := list(islice(remaining, _AT_ONCE)):
        yield block
