"""What a night would do, without doing any of it: nothing is written, nobody is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from lstmcast.jobs import events
from lstmcast.jobs.aftermath import Aftermath, aftermath_of, last_aftermath
from lstmcast.jobs.decision import decide
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.known import Known, ensure_usable, read_known_by, tell_notes
from lstmcast.jobs.ledger.ledger import Ledger
from lstmcast.jobs.ledger.rows import ForecastRow, ScoreRow
from lstmcast.jobs.ledger_place import ledger_so_far
from lstmcast.jobs.night import Tell, Wishes
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.reconsideration import find_better
from lstmcast.jobs.recovery import foresee
from lstmcast.jobs.repetition import done_before
from lstmcast.jobs.scoring import Name, name_of, score_earlier
from lstmcast.jobs.spec import JobSpec
from lstmcast.jobs.vigil import look_for_findings

_NO_RUN = 0  # no run of a ledger has this number


def rehearse(spec: JobSpec, wishes: Wishes, *, tell: Tell) -> None:
    """Read the data and the state of a job, and tell what a run would do now.

    Takes no lock. Raises what a run would raise before it trains or forecasts.
    """
    version, wrong = foresee(JobPaths.of(spec))
    tell_notes(wrong, tell)
    known = read_known_by(version, spec, tell)
    with ledger_so_far(spec) as ledger:
        ensure_usable(spec, known, ledger, now=wishes.now, forced=wishes.force, tell=tell)
        if ledger is not None and not wishes.anew:
            earlier = done_before(ledger, spec, known.key)
            if earlier is not None:
                tell(events.AlreadyDone(key=known.key or "", earlier=str(earlier.id)))
                return
        findings = _foresee(spec, known, ledger, tell)
        before = None if ledger is None else last_aftermath(ledger)
        drift = aftermath_of(before, findings, wishes.now)
        known = _reconsidered(spec, known, drift, wishes, tell)
        decided = decide(
            known,
            ledger,
            spec.retraining.retrain,
            findings,
            drift,
            now=wishes.now,
            asked=wishes.retrain,
        )
    tell(decided)
    first = "would train a model, promote it if it is better, and " if decided.retrain else "would "
    text = (
        f"{first}forecast {known.horizon} steps of {len(known.series)} series after"
        f" {known.cutoff} into {spec.output}"
    )
    tell(events.Note(code="dry-run", text=text))


def _reconsidered(
    spec: JobSpec, known: Known, drift: Aftermath | None, wishes: Wishes, tell: Tell
) -> Known:
    """Return what is known, read by the version that would forecast from now on."""
    found = find_better(spec, known, drift, wishes.now)
    if found is None:
        return known
    version, why = found
    text = f"would let {version.name} forecast again: {why.reason}"
    tell(events.Note(code="dry-run", text=text))
    return read_known_by(version, spec, events.unheard)


def _foresee(spec: JobSpec, known: Known, ledger: Ledger | None, tell: Tell) -> tuple[Finding, ...]:
    """Return what a run would find, once it has scored what was forecast before."""
    scored = _Foreseen(ledger)
    score_earlier(scored, known.series, run=_NO_RUN, season=known.season, since=known.since)
    return look_for_findings(known, scored, spec, tell)


@dataclass(frozen=True, slots=True)
class _Foreseen:
    """A ledger, where there is one, that takes new scores in memory alone."""

    ledger: Ledger | None
    new: dict[Name, ScoreRow] = field(default_factory=dict)

    def open_forecasts(self, until: int) -> list[ForecastRow]:
        """Return forecasts of times up to ``until`` that have no score in the ledger."""
        return [] if self.ledger is None else self.ledger.open_forecasts(until)

    def forecasts(self, since: int) -> list[ForecastRow]:
        """Return all forecasts of times from ``since`` on."""
        return [] if self.ledger is None else self.ledger.forecasts(since)

    def scores(self, since: int) -> list[ScoreRow]:
        """Return the scores of times from ``since`` on, by time."""
        kept = [] if self.ledger is None else self.ledger.scores(since)
        named = {name_of(row): row for row in (*kept, *self.new.values()) if row.time >= since}
        return sorted(named.values(), key=lambda row: row.time)

    def add_scores(self, rows: Iterable[ScoreRow]) -> None:
        """Keep scores; one of the same name is replaced."""
        self.new.update({name_of(row): row for row in rows})
