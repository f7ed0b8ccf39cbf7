"""A new model takes over if it is better on what neither has seen, and only then."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from lstmcast.data.series import SeriesSet
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecaster import Forecaster
from lstmcast.jobs.judging import seen_by
from lstmcast.jobs.promotion import PromotionVerdict, judge_challenger
from lstmcast.model.spec import ModelSpec
from lstmcast.windows.sampling import WindowShape, gather_future
from tests.builders import random_weights, seasonal_panel, series_set, small_model

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

HORIZON, SEASON = 6, 12
SPEC = ModelSpec(horizon=HORIZON, lookback=24, patch=4, hidden=6)
SHAPE = WindowShape(lookback=24, horizon=HORIZON, season=SEASON, lags=(SEASON,))


def network(seed: int, *, trust: float) -> Ensemble:
    """Return a network that has learnt nothing, trusted so far; not at all, it repeats a season."""
    member = Forecaster(spec=SPEC, shape=SHAPE, weights=random_weights(SPEC, seed))
    return Ensemble(members=(member,), trust=trust, lags=(SEASON,))


def louder(ensemble: Ensemble, by: float) -> Ensemble:
    """Return a network that says the same, but louder."""
    (member,) = ensemble.members
    weights = {name: by * tensor for name, tensor in member.weights.items()}
    return replace(ensemble, members=(replace(member, weights=weights),))


GOOD = network(0, trust=0.0)


def panel(*lengths: int, seed: int = 0) -> SeriesSet:
    """Return series that end together, if they are equally long."""
    data = seasonal_panel(*lengths, seed=seed)
    return replace(data, starts=np.zeros(len(lengths), dtype=np.int64))


def bad(seed: int) -> Ensemble:
    return louder(network(seed, trust=1.0), 8.0)


def judge(
    champion: Ensemble | None,
    challenger: Ensemble,
    data: SeriesSet,
    *,
    windows: int = 3,
    seen: int | None = None,
    drifted: bool = False,
) -> PromotionVerdict:
    return judge_challenger(
        champion,
        challenger,
        data,
        horizon=HORIZON,
        season=SEASON,
        windows=windows,
        seen=seen,
        drifted=drifted,
    )


@pytest.mark.parametrize("lengths", [(80,), (80,) * 12, (80, 79, 60, 40)])
@pytest.mark.parametrize("drifted", [False, True])
def test_a_bad_challenger_is_never_promoted(lengths: tuple[int, ...], *, drifted: bool) -> None:
    for seed in range(10):
        data = panel(*lengths, seed=seed)
        verdict = judge(GOOD, bad(seed), data, drifted=drifted)
        assert not verdict.promote
        assert verdict.evidence == "worse"
        assert verdict.gain is not None
        assert verdict.gain < -0.1


@pytest.mark.parametrize("lengths", [(80,), (80,) * 12])
def test_a_better_challenger_is(lengths: tuple[int, ...]) -> None:
    for seed in range(10):
        verdict = judge(bad(seed), GOOD, panel(*lengths, seed=seed))
        assert verdict.promote
        assert verdict.evidence == "clear"
        assert verdict.series == len(lengths)
        assert verdict.windows == 3 * len(lengths)
        assert verdict.gain is not None
        assert verdict.gain > 0.1


def test_the_first_one_has_no_rival() -> None:
    verdict = judge(None, bad(0), seasonal_panel(80))
    assert verdict.promote
    assert verdict.evidence == "first"
    assert verdict.gain is None


@pytest.mark.parametrize("drifted", [False, True])
def test_an_equal_never_takes_over(*, drifted: bool) -> None:
    data = seasonal_panel(80, 80, 80, 80)
    verdict = judge(GOOD, network(0, trust=0.0), data, drifted=drifted)
    assert (verdict.promote, verdict.evidence, verdict.gain) == (False, "unclear", 0.0)


def test_after_a_drift_it_is_enough_to_be_better(monkeypatch: pytest.MonkeyPatch) -> None:
    """Much better in three series and worse in one may be chance; the champion proves no more."""
    other = network(1, trust=0.0)

    def err(
        ensemble: Ensemble, data: SeriesSet, series: IntArray, cutoffs: IntArray, *, horizon: int
    ) -> FloatArray:
        actual = np.nan_to_num(gather_future(data, series, cutoffs, horizon))
        errors = np.array([0.2, 0.2, 0.2, 1.6] if ensemble is other else [1.0] * 4)
        spread = np.zeros(len(ensemble.quantiles))
        return actual[..., None] + errors[series][:, None, None] + spread

    monkeypatch.setattr("lstmcast.jobs.judging.forecast_at", err)
    data = series_set(*(np.sin(np.arange(80.0)) for _ in range(4)))
    assert judge(GOOD, other, data).evidence == "unclear"
    verdict = judge(GOOD, other, data, drifted=True)
    assert (verdict.promote, verdict.evidence) == (True, "drift")
    assert verdict.reason == (
        "The new model is 45.0 % better on the latest cutoffs of 4 series,"
        " and the data have drifted."
    )
    assert not judge(other, GOOD, data, drifted=True).promote


@pytest.mark.parametrize("count", [1, 3, 10, 40])
def test_chance_promotes_hardly_ever(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Of two models that are equally good, the new one seldom looks better by chance."""
    random = np.random.default_rng(1)

    def err(
        ensemble: Ensemble, data: SeriesSet, series: IntArray, cutoffs: IntArray, *, horizon: int
    ) -> FloatArray:
        """Forecast with errors that all the windows of a series share, as overlapping ones do."""
        actual = gather_future(data, series, cutoffs, horizon)
        shift = random.normal(size=len(data))[series]
        spread = np.linspace(-1.0, 1.0, len(ensemble.quantiles))
        return np.nan_to_num(actual)[..., None] + shift[:, None, None] + spread

    monkeypatch.setattr("lstmcast.jobs.judging.forecast_at", err)
    data = panel(*(80,) * count)
    rounds = 400
    clear = sum(judge(GOOD, GOOD, data).promote for _ in range(rounds))
    # Where chance can be told it is 5 %; of one series a margin alone decides.
    assert clear < rounds * (0.5 if count < 3 else 0.075)


def test_what_the_champion_has_seen_is_not_judged() -> None:
    data = seasonal_panel(80, 80)  # the second series begins and ends a step later
    spoilt = replace(data, values=data.values.copy())
    newest = 80
    for end in data.offsets[1:]:
        spoilt.values[int(end) - HORIZON : int(end) - 2] += 1000.0
    seen = newest - 2
    assert judge(bad(0), GOOD, spoilt, seen=seen).promote
    plain, other = (judge(GOOD, bad(0), each, seen=newest - 1) for each in (data, spoilt))
    assert plain.windows == other.windows == 3  # of the second series alone
    verdict = judge(bad(0), GOOD, data, seen=newest)
    assert (verdict.promote, verdict.evidence) == (False, "nothing to judge")


def test_nothing_is_judged_that_the_challenger_was_trained_on() -> None:
    """Steps before the held-out horizon may hold anything: they are not targets."""
    data = seasonal_panel(80)
    verdict = judge(bad(0), GOOD, data, windows=100)
    assert verdict.windows == HORIZON  # as many as begin in the horizon
    assert judge(bad(0), GOOD, data.newest(SEASON + HORIZON)).evidence == "nothing to judge"
    assert judge(GOOD, bad(0), series_set(np.ones(80))).evidence == "nothing to judge"


def test_forecasts_that_are_no_numbers_never_win() -> None:
    data = seasonal_panel(80, 80, 80, 80)
    broken = louder(network(0, trust=1.0), float("nan"))
    for drifted in (False, True):
        verdict = judge(GOOD, broken, data, drifted=drifted)
        assert not verdict.promote
        assert verdict.reason == "The new model does not forecast finite numbers."
        assert not judge(broken, broken, data, drifted=drifted).promote
    verdict = judge(broken, GOOD, data)
    assert verdict.promote
    assert "the new one does" in verdict.reason


def test_models_of_other_quantiles_are_compared_at_those_they_share() -> None:
    data = seasonal_panel(80, 80, 80, 80)
    spec = replace(SPEC, quantiles=(0.1, 0.5, 0.9))
    member = Forecaster(spec=spec, shape=SHAPE, weights=random_weights(spec))
    coarse = Ensemble(members=(member,), trust=0.0, lags=(SEASON,))
    assert judge(bad(0), coarse, data).promote
    assert not judge(coarse, bad(0), data).promote


def test_a_sentence_says_how_much_and_by_what_evidence() -> None:
    one, many = panel(80), panel(*(80,) * 12)
    assert judge(bad(0), GOOD, one).reason.endswith("where chance cannot be told.")
    assert judge(bad(0), GOOD, many).reason.endswith(
        " % better on the latest cutoffs of 12 series, more than chance explains."
    )
    assert " % worse on " in judge(GOOD, bad(0), many).reason


@pytest.mark.parametrize(("back", "seen"), [(0, 0), (1, 1), (3, 3), (4, None), (50, None)])
def test_how_far_a_model_has_seen(back: int, seen: int | None) -> None:
    """Of the data as they are now; the model's horizon is four steps."""
    data = seasonal_panel(80, 79)
    newest = 79
    (stamp,) = data.calendar.format(np.array([newest - back]))
    manifest = small_model().manifest
    trained = replace(manifest, data=replace(manifest.data, last=stamp))
    assert seen_by(trained, data) == (None if seen is None else newest - seen)
