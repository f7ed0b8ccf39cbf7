"""Renew the model of a job where it is time: train a challenger, judge it, promote it or not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lstmcast import clock
from lstmcast.errors import LstmcastError, RunInterruptedError
from lstmcast.jobs import events
from lstmcast.jobs.aftermath import Aftermath
from lstmcast.jobs.challenge import Challenger, keep_challenger, train_challenger
from lstmcast.jobs.decision import decide
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.judging import seen_by
from lstmcast.jobs.promotion import PromotionVerdict, judge_challenger
from lstmcast.jobs.succession import hand_over
from lstmcast.jobs.versions import was_taken_back
from lstmcast.workflows.lesson import prepare_lesson

if TYPE_CHECKING:
    from lstmcast.jobs.known import Known
    from lstmcast.jobs.night import Night

_FOR_TRAINING = 0.7  # of the time that is left: judging and forecasting have the rest


def renew(
    night: Night, known: Known, findings: tuple[Finding, ...], drift: Aftermath | None
) -> Known:
    """Return what is known, read by the model that forecasts from now on.

    A training that fails leaves the present model in place; without one it is an error. Raises
    RunInterruptedError where a signal came, a checkpoint being left.
    """
    champion = known.champion
    decided = decide(
        known,
        night.ledger,
        night.spec.retraining.retrain,
        findings,
        drift,
        now=night.wishes.now,
        asked=night.wishes.retrain,
    )
    night.tell(decided)
    if not decided.retrain:
        return known
    try:
        challenger = _train(night, known, decided.reason)
    except RunInterruptedError:
        raise
    except LstmcastError as error:
        if champion is None:
            raise
        night.tell(events.Kept(model=champion, challenger=None, reason=error.message))
        return known
    verdict = _judge(night, known, challenger, drift)
    if not verdict.promote or was_taken_back(night.paths, challenger.model):
        why = verdict.reason if not verdict.promote else "The same model was rolled back before."
        night.tell(events.Kept(model=champion or "", challenger=None, reason=why))
        return replace(known, trained=night.wishes.now)
    version = keep_challenger(challenger, night.paths)
    return replace(hand_over(night, champion, version, verdict), trained=night.wishes.now)


def _train(night: Night, known: Known, reason: str) -> Challenger:
    left = night.seconds_left
    limit = None if left is None else max(_FOR_TRAINING * left, 1.0)
    night.tell(events.Retraining(reason=reason, champion=known.champion, time_limit=limit))
    begun = clock.monotonic()
    lesson = known.lesson or prepare_lesson(str(night.spec.source), night.spec.config)
    challenger = train_challenger(
        lesson,
        night.spec.config,
        night.paths,
        time_limit=limit,
        tell=night.tell,
        listen=night.listen,
        stop=night.stop,
    )
    manifest = challenger.model.manifest
    tested = manifest.holdout
    night.tell(
        events.Trained(
            model=manifest.name,
            steps=manifest.training.steps,
            skill=None if tested is None else tested.scores[manifest.name].skill,
            ended=manifest.training.ended,
            seconds=clock.monotonic() - begun,
        )
    )
    return challenger


def _judge(
    night: Night, known: Known, challenger: Challenger, drift: Aftermath | None
) -> PromotionVerdict:
    begun, data = clock.monotonic(), challenger.lesson.series
    shape = challenger.lesson.design.shape
    verdict = judge_challenger(
        None if known.prepared is None else known.prepared.ensemble,
        challenger.validated,
        data,
        horizon=shape.horizon,
        season=shape.season,
        windows=night.spec.retraining.windows,
        seen=None if known.manifest is None else seen_by(known.manifest, data),
        drifted=drift is not None and drift.matters(night.wishes.now),
    )
    if verdict.champion_loss is not None and verdict.challenger_loss is not None:
        night.tell(
            events.Compared(
                champion=known.name,
                challenger=challenger.model.manifest.name,
                champion_loss=verdict.champion_loss,
                challenger_loss=verdict.challenger_loss,
                windows=verdict.windows,
                seconds=clock.monotonic() - begun,
            )
        )
    return verdict
