"""Nights in a row on a file that grows: what is found, what is published, which model stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstmcast.config import Config
from lstmcast.errors import StaleDataError, UsageError
from lstmcast.inference.weights import Weights
from lstmcast.jobs import challenge, events, reconsideration, renewal
from lstmcast.jobs.backfill import catch_up, missed_cutoffs
from lstmcast.jobs.judging import Losses
from lstmcast.jobs.night import Wishes, run_job
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.promotion import PromotionVerdict
from lstmcast.jobs.rehearsal import rehearse
from lstmcast.jobs.seen import newest_seen
from lstmcast.jobs.takeback import take_back
from lstmcast.jobs.versions import current, versions
from lstmcast.training.events import StopFlag
from lstmcast.workflows.lesson import Lesson
from tests.benchmarks.jobs.plant import DAY, Plant, Story
from tests.benchmarks.jobs.simulation import Outcome, Simulation

STORY = Story(nights=16, shift=6, outage=9, late=11, correction=15)
STALE = StaleDataError.exit_code
_NEWS = (events.Decided, events.Trained, events.Kept, events.Promoted, events.Published)


@pytest.fixture(scope="module")
def spent(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    """Return all nights of the story, with training on drift."""
    simulation = Simulation(tmp_path_factory.mktemp("plant"), STORY, seed=0, steps=40)
    simulation.run()
    return simulation


def kinds(night: Outcome, kind: type[events.Event]) -> list[events.Event]:
    return [event for event in night.told if isinstance(event, kind)]


def test_a_shift_is_found_and_nothing_before_it(spent: Simulation) -> None:
    assert [night.findings for night in spent.nights[:6]] == [()] * 6
    assert any("level" in night.findings for night in spent.nights[6:9])
    assert spent.nights[0].trained
    assert not any(night.trained for night in spent.nights[1:6])
    assert any(night.trained for night in spent.nights[6:9])


def test_after_a_drift_a_model_is_trained_night_after_night(spent: Simulation) -> None:
    trained = [night.night for night in spent.nights[1:] if night.trained]
    spoilt = {night.night for night in spent.nights if night.exit_code}
    assert trained == [n for n in range(trained[0], STORY.nights) if n not in spoilt]


def test_no_values_and_no_file_end_the_night_with_stale_data(spent: Simulation) -> None:
    assert [night.night for night in spent.nights if night.exit_code] == [9, 11]
    assert {night.exit_code for night in spent.nights} == {0, STALE}
    assert "missing" in spent.nights[10].findings


def test_a_correction_scores_again(spent: Simulation) -> None:
    [scored] = kinds(spent.nights[15], events.Scored)
    assert isinstance(scored, events.Scored)
    assert scored.runs == 2
    with spent.ledger() as ledger:
        rescored = [row for row in ledger.scores() if row.run == 16]
    times = {row.time for row in rescored}
    assert len(times) == 2 * DAY
    assert min(times) // 3600 % DAY == 0


def test_the_ledger_tells_the_story(spent: Simulation) -> None:
    with spent.ledger() as ledger:
        runs = ledger.runs()[::-1]
        promotions = ledger.promotions()
        waiting = ledger.open_forecasts(2**40)
    assert [run.exit_code for run in runs] == [night.exit_code for night in spent.nights]
    assert [run.started for run in runs] == [Plant.now(night) for night in range(STORY.nights)]
    assert len(promotions) == sum(night.promoted for night in spent.nights)
    ends = sorted({run.cutoff for run in runs if run.exit_code == 0 and run.cutoff is not None})
    assert len(ends) == STORY.nights - 2
    assert {row.cutoff for row in waiting} >= {ends[-1]}
    version = current(JobPaths.of(spent.spec))
    assert version is not None
    assert version.name == promotions[0].to_model == runs[-1].model


def test_a_bad_challenger_is_never_promoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulation = Simulation(tmp_path, Story(nights=3), retrain="1d", steps=40)
    simulation.run(1)
    monkeypatch.setattr(renewal, "train_challenger", _train_badly)
    later = simulation.run(2)[1:]
    assert [(night.trained, night.promoted) for night in later] == [(True, False)] * 2
    with simulation.ledger() as ledger:
        assert len(ledger.promotions()) == 1


def test_who_asks_for_a_training_gets_a_model_only_if_it_is_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulation = Simulation(tmp_path, Story(nights=1), retrain="never", steps=20)
    simulation.run()
    monkeypatch.setattr(renewal, "train_challenger", _train_badly)
    told = list[events.Event]()
    asked = Wishes(now=Plant.now(0), retrain=True)
    report = run_job(
        simulation.spec, asked, tell=told.append, listen=_unheard, stop=StopFlag()
    )  # the same data again
    assert [type(event) for event in told if isinstance(event, _NEWS)] == [
        events.Decided, events.Trained, events.Kept, events.Published,
    ]  # fmt: skip
    with simulation.ledger() as ledger:
        assert [row.to_model for row in ledger.promotions()] == [report.model]
        assert "trained" in ledger.runs()[0].facts


def test_a_better_challenger_is_promoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(tmp_path, Story(nights=2), retrain="1d", steps=40)
    with monkeypatch.context() as patched:
        patched.setattr(renewal, "train_challenger", _train_badly)
        simulation.run(1)  # there is no other model: the bad one is in use
    [night] = simulation.run(1)[1:]
    assert (night.trained, night.promoted) == (True, True)
    [compared] = kinds(night, events.Compared)
    assert isinstance(compared, events.Compared)
    assert compared.challenger_loss < compared.champion_loss


@pytest.mark.parametrize("retrain", ["drift", "7d", "never"])
def test_after_a_drift_a_model_from_before_may_forecast_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, retrain: str
) -> None:
    simulation = Simulation(tmp_path, Story(nights=4, shift=2), steps=40)
    simulation.run(2)
    [first] = kinds(simulation.nights[0], events.Promoted)
    with monkeypatch.context() as patched:  # what was judged is good, what forecasts is not
        patched.setattr(renewal, "train_challenger", _refit_badly)
        patched.setattr(renewal, "judge_challenger", _promote)
        simulation.run(1)
    assert simulation.nights[2].promoted
    simulation.set(retrain=retrain, steps=40)
    Plant(Story(nights=4, shift=2), seed=0).write(tmp_path / "load.csv", 3)
    rehearsed = list[events.Event]()
    rehearse(simulation.spec, Wishes(now=Plant.now(3)), tell=rehearsed.append)
    simulation.run(1)
    said = {event.text for event in rehearsed if isinstance(event, events.Note)}
    decided = kinds(simulation.nights[3], events.Decided)
    assert [event for event in rehearsed if isinstance(event, events.Decided)] == decided
    told = kinds(simulation.nights[3], events.Promoted)
    assert isinstance(first, events.Promoted)
    if retrain == "never":
        assert not told
        return
    returned = told[0]
    assert isinstance(returned, events.Promoted)
    assert returned.model == first.model
    assert f"would let {first.model} forecast again: {returned.reason}" in said
    assert returned.reason.startswith("A model from before is ")
    with simulation.ledger() as ledger:
        row = ledger.promotions()[len(told) - 1]
    assert (row.to_model, row.reason) == (first.model, returned.reason)
    assert row.challenger_loss is not None
    assert row.champion_loss is not None
    assert row.challenger_loss < 0.95 * row.champion_loss


def test_former_models_are_heard_on_what_none_has_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of series that ended before the others, the newest horizon may have been learnt."""
    simulation = Simulation(tmp_path, Story(nights=4, shift=2), steps=40)
    simulation.run(2)
    with monkeypatch.context() as patched:
        patched.setattr(renewal, "judge_challenger", _promote)
        simulation.run(1)
    kept = versions(JobPaths.of(simulation.spec))
    seen = [newest_seen(version) for version in kept]
    asked = list[int | None]()

    def compare(*models: object, seen: int | None, **others: object) -> Losses:
        asked.append(seen)
        return Losses(by_model=(np.ones(0),) * 2, series=np.ones(0, dtype=np.int64))

    monkeypatch.setattr(reconsideration, "compare_losses", compare)
    simulation.run(1)
    assert len(kept) == 2
    assert asked == [max(each for each in seen if each is not None)]


def test_a_model_that_was_taken_back_is_not_heard_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulation = Simulation(tmp_path, Story(nights=4, shift=2), steps=40)
    simulation.run(2)
    with monkeypatch.context() as patched:
        patched.setattr(renewal, "judge_challenger", _promote)
        simulation.run(1)
    take_back(simulation.spec, tell=_unheard)
    simulation.set(retrain="60d", steps=40)
    monkeypatch.setattr(reconsideration, "_BETTER", -1000.0)  # whoever is heard forecasts
    [night] = simulation.run(1)[3:]
    assert not night.promoted


def test_missed_nights_are_caught_up_with_for_the_ledger_alone(tmp_path: Path) -> None:
    simulation = Simulation(tmp_path, Story(nights=5), retrain="never", steps=20)
    simulation.run(1)
    published = simulation.spec.output.read_bytes()
    Plant(Story(nights=5), seed=0).write(tmp_path / "load.csv", 3)
    wishes, told = Wishes(now=Plant.now(3)), list[events.Event]()
    cutoffs = missed_cutoffs(simulation.spec, wishes.now)
    assert [cutoff[:16] for cutoff in cutoffs] == ["2026-01-29T23:00", "2026-01-30T23:00"]
    done = catch_up(simulation.spec, wishes, tell=told.append, listen=_unheard, stop=StopFlag())
    assert done == cutoffs
    assert simulation.spec.output.read_bytes() == published
    assert [event.code for event in told if isinstance(event, events.Note)] == ["caught-up"] * 2
    assert missed_cutoffs(simulation.spec, wishes.now) == ()
    run_job(simulation.spec, wishes, tell=told.append, listen=_unheard, stop=StopFlag())
    with simulation.ledger() as ledger:
        assert [run.command for run in ledger.runs()] == ["run", "catch-up", "catch-up", "run"]
        scored = {row.cutoff for row in ledger.scores()}
    assert len(scored) == 3


def test_a_model_does_not_forecast_what_it_has_seen(tmp_path: Path) -> None:
    simulation = Simulation(tmp_path, Story(nights=1), retrain="never", steps=20)
    simulation.run()
    spec = simulation.spec
    earlier = replace(spec.config, data=replace(spec.config.data, cutoff="2026-01-20"))
    with pytest.raises(UsageError, match="has seen values after 2026-01-20"):
        run_job(
            replace(spec, config=earlier),
            Wishes(now=Plant.now(0), force=True),
            tell=_unheard,
            listen=_unheard,
            stop=StopFlag(),
        )


def _promote(*models: object, **others: object) -> PromotionVerdict:
    del models, others
    return PromotionVerdict(promote=True, reason="It is told to be.", evidence="drift")


def _refit_badly(
    lesson: Lesson, config: Config, paths: JobPaths, **others: Any
) -> challenge.Challenger:
    """Train as usual, and spoil what forecasts."""
    good = challenge.train_challenger(lesson, config, paths, **others)
    return replace(
        good,
        model=replace(good.model, weights=tuple(_spoilt(each) for each in good.model.weights)),
    )


def _train_badly(
    lesson: Lesson, config: Config, paths: JobPaths, **others: Any
) -> challenge.Challenger:
    """Train as usual, and spoil what was learnt."""
    good = _refit_badly(lesson, config, paths, **others)
    return replace(
        good,
        validated=replace(
            good.validated,
            trust=1.0,
            members=tuple(
                replace(member, weights=_spoilt(member.weights))
                for member in good.validated.members
            ),
        ),
    )


def _spoilt(weights: Weights) -> Weights:
    generator = np.random.default_rng(0)
    return {
        name: (array + generator.normal(0, 1, array.shape)).astype(np.float32)
        for name, array in weights.items()
    }


def _unheard(event: object) -> None:
    del event
