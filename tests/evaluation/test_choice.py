"""Which network forecasts, by validation: simple comes first, and never worse than simple."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from builders import NAN, random_weights, seasonal_panel, series_set, with_covariates
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import mean_pinball_loss

from lstmcast.data.covariates import Column
from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.calibration import fit_calibration
from lstmcast.evaluation.choice import TRUST, Entrant, ScoredCandidate, choose
from lstmcast.evaluation.evidence import blocks_of
from lstmcast.evaluation.validation import ValidationWindows, validation_windows
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast_at
from lstmcast.inference.forecaster import Forecaster
from lstmcast.model.spec import ModelSpec
from lstmcast.prior.library import pretrained
from lstmcast.training.recipe import covariate_spec
from lstmcast.windows.covariate_scales import fit_scales
from lstmcast.windows.sampling import WindowShape
from lstmcast.windows.splits import plan_splits

SHAPE = WindowShape(lookback=12, horizon=4, season=4, lags=(4,))
NAMES = ("pretrained", "fine-tuned", "scratch")


def windows_of(data: SeriesSet) -> ValidationWindows:
    splits = plan_splits(data.lengths, data.starts, horizon=4, season=4)
    return validation_windows(data, splits, SHAPE)


def entrant(name: str, *, seed: int = 0, size: float = 1.0, horizon: int = 4) -> Entrant:
    """Return a network that moves away from the repeated season at random, more or less far."""
    spec = ModelSpec(horizon=horizon, lookback=12, patch=4, hidden=5)
    weights = random_weights(spec, seed)
    for part in ("weight", "bias"):
        weights[f"head.output.{part}"] *= np.float32(size)
    shape = dataclasses.replace(SHAPE, horizon=horizon)
    return Entrant(name=name, members=(Forecaster(spec=spec, shape=shape, weights=weights),))


def ensemble_of(
    entrants: list[Entrant], candidate: ScoredCandidate, trust: float = 1.0
) -> Ensemble:
    members = [member for place in candidate.entrants for member in entrants[place].members]
    return Ensemble(members=tuple(members), lags=SHAPE.lags, trust=trust)


def expected_loss(ensemble: Ensemble, windows: ValidationWindows) -> float:
    """Return twice the pinball loss in units of each window, by scikit-learn."""
    made = forecast_at(ensemble, windows.data, windows.series, windows.cutoffs, horizon=4)
    losses = []
    for row, unit in enumerate(windows.units):
        seen = np.isfinite(windows.actual[row])
        if seen.any() and np.isfinite(unit):
            pinball = [
                mean_pinball_loss(windows.actual[row][seen], made[row, seen, index], alpha=level)
                for index, level in enumerate(ensemble.quantiles)
            ]
            losses.append(2 * np.mean(pinball) / unit)
    return float(np.mean(losses))


@pytest.fixture(scope="module")
def windows() -> ValidationWindows:
    data = seasonal_panel(60, 48, season=4)
    data.series(0)[45:48] = NAN
    return windows_of(data)


@pytest.mark.parametrize("horizons", [(4, 4, 4), (2, 4, 7)])
def test_losses_are_those_of_the_ensembles(
    windows: ValidationWindows, horizons: tuple[int, ...]
) -> None:
    """A network for another horizon is scored on the wanted one."""
    entrants = [
        entrant(name, seed=seed, size=0.3, horizon=horizon)
        for seed, (name, horizon) in enumerate(zip(NAMES, horizons, strict=True))
    ]
    choice = choose(entrants, windows)
    assert [each.name for each in choice.candidates] == [
        "pretrained", "fine-tuned", "median", "scratch",
    ]  # fmt: skip
    for candidate in choice.candidates:
        loss = expected_loss(ensemble_of(entrants, candidate), windows)
        assert candidate.loss == pytest.approx(loss, rel=1e-9)
    trusted = ensemble_of(entrants, choice.chosen, choice.trust)
    assert choice.loss == pytest.approx(expected_loss(trusted, windows), rel=1e-9)


@pytest.mark.parametrize("size", [0.3, 50.0])
def test_what_is_calibrated_is_what_will_forecast(windows: ValidationWindows, size: float) -> None:
    """The chosen networks, as far as they are trusted."""
    entrants = [entrant(name, seed=seed, size=size) for seed, name in enumerate(NAMES)]
    choice = choose(entrants, windows)
    assert (choice.trust < 1) == (size > 1)
    where = (windows.data, windows.series, windows.cutoffs)
    chosen = ensemble_of(entrants, choice.chosen, choice.trust)
    expected = fit_calibration(
        forecast_at(chosen, *where, horizon=4),
        windows.actual,
        chosen.quantiles,
        blocks=blocks_of(windows.series, windows.cutoffs, 4),
        times=(windows.data.starts[windows.series] + windows.cutoffs) // 4,
    )
    np.testing.assert_allclose(choice.calibration.factors, expected.factors, atol=0.01)
    assert (np.array(choice.calibration.factors) != 1).any()


def test_of_too_many_values_some_windows_are_calibrated_by(
    windows: ValidationWindows, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = np.linspace(0, len(windows.series) - 1, 8).astype(np.int64)
    sample = dataclasses.replace(
        windows,
        **{
            name: getattr(windows, name)[few]
            for name in ("series", "cutoffs", "actual", "repeated", "units")
        },
    )
    entrants = [entrant("scratch", size=0.3)]
    expected = choose(entrants, sample).calibration
    assert choose(entrants, windows).calibration != expected
    monkeypatch.setattr("lstmcast.evaluation.finish._MOST_VALUES", 8 * 4 * 9 + 5)
    assert choose(entrants, windows).calibration == expected


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 99), st.floats(0, 2)), min_size=1, max_size=3),
    st.integers(0, 99),
)
def test_more_candidates_never_make_the_forecast_worse(
    drawn: list[tuple[int, float]], seed: int
) -> None:
    windows = windows_of(seasonal_panel(60, 48, season=4, seed=seed))
    entrants = [
        entrant(name, seed=seed, size=size)
        for name, (seed, size) in zip(NAMES, drawn, strict=False)
    ]
    choice = choose(entrants, windows)
    pretrained = choice.candidates[0]
    assert pretrained.name == "pretrained"
    assert choice.loss <= choice.chosen.loss * (1 + 1e-9)
    assert choice.chosen.loss <= pretrained.loss * (1 + 1e-9)


def test_equals_go_to_the_simplest(windows: ValidationWindows) -> None:
    same = [entrant(name) for name in NAMES]
    assert choose(same, windows).chosen.name == "pretrained"
    assert choose(same[1:], windows).chosen.name == "fine-tuned"
    assert choose(same[2:], windows).chosen.name == "scratch"


def seeing(windows: ValidationWindows) -> tuple[Entrant, ValidationWindows]:
    """Return a network with covariates, and windows that have some."""
    rows = [np.ones((length + 4, 1)) for length in windows.data.lengths]
    data = with_covariates(windows.data, [Column(name="price", when="known")], rows)
    seen = fit_scales(data)
    spec = ModelSpec(horizon=4, lookback=12, patch=4, hidden=5, covariates=covariate_spec(seen))
    weights = {name: np.zeros_like(each) for name, each in random_weights(spec).items()}
    shape = dataclasses.replace(SHAPE, covariates=seen)
    network = Forecaster(spec=spec, shape=shape, weights=weights)
    entrant = Entrant(name="covariates", members=(network,))
    return entrant, dataclasses.replace(windows, data=data)


def test_covariates_have_to_beat_what_is_chosen_without_them(windows: ValidationWindows) -> None:
    """A median does not bring them in, and their being there changes nothing of the others."""
    beside, known = seeing(windows)
    for size in (0.0, 0.3, 9.0):
        others = [entrant(name, seed=3, size=size) for name in NAMES]
        for some in (others, others[:1], others[1:], others[2:]):
            without, choice = choose(some, known), choose([*some[:1], beside, *some[1:]], known)
            assert [each.name for each in choice.candidates][-1] == "covariates"
            assert [each.loss for each in choice.candidates][:-1] == [
                each.loss for each in without.candidates
            ]
            assert (choice.chosen.name == "covariates") == (size == 9.0)
            if size < 9:
                assert (choice.chosen.name, choice.trust) == (without.chosen.name, without.trust)


def test_networks_that_all_see_covariates_have_a_median(windows: ValidationWindows) -> None:
    beside, known = seeing(windows)
    given = dataclasses.replace(beside, name="given")
    choice = choose([given, beside], known)
    assert [each.name for each in choice.candidates] == ["given", "median", "covariates"]
    assert choice.chosen.name == "given"


def test_a_whole_model_contends_with_its_trust(windows: ValidationWindows) -> None:
    """The median is that of all networks, whatever trust some of them came with."""
    members = tuple(entrant("given", seed=seed).members[0] for seed in (1, 2))
    model = Entrant(name="given", members=members, trust=0.5)
    tuned = entrant("fine-tuned", seed=3, size=40.0)
    choice = choose([model, tuned], windows)
    losses = {each.name: each.loss for each in choice.candidates}
    entrants = [model, tuned]
    for candidate in choice.candidates:
        trust = 0.5 if candidate.name == "given" else 1.0
        loss = expected_loss(ensemble_of(entrants, candidate, trust), windows)
        assert losses[candidate.name] == pytest.approx(loss, rel=1e-9)
    assert choice.chosen.name == "given"
    assert choice.trust in [0.5 * share for share in TRUST]


@pytest.mark.parametrize(("blocks", "asked"), [(1, 0.15), (99, 0.05)])
def test_full_trust_is_left_for_a_clear_gain_only(blocks: int, asked: float) -> None:
    """Where few blocks hold values, more is asked."""
    windows = windows_of(seasonal_panel(60, season=4, noise=1.0))
    when = windows.cutoffs // 4
    seen = np.isin(when, np.unique(when)[:blocks])
    some = dataclasses.replace(windows, units=np.where(seen, windows.units, np.nan))
    sizes = np.geomspace(0.05, 50, 80)
    choices = [choose([entrant("pretrained", size=size)], some) for size in sizes]
    gains = [1 - each.loss / each.chosen.loss for each in choices if each.trust < 1]
    assert asked < min(gains) < asked + 0.1


@pytest.mark.parametrize(("size", "trust"), [(0.0, 1.0), (50.0, 0.0)])
def test_a_misleading_network_is_not_trusted(
    windows: ValidationWindows, size: float, trust: float
) -> None:
    assert choose([entrant("pretrained", size=size)], windows).trust == trust
    assert trust in TRUST


def test_what_went_astray_is_never_chosen(windows: ValidationWindows) -> None:
    wild = entrant("fine-tuned", size=np.inf)
    tame = entrant("pretrained", size=5.0)
    choice = choose([tame, wild], windows)
    assert choice.chosen.name == "pretrained"
    assert [np.isfinite(each.loss) for each in choice.candidates] == [True, False, False]


def test_what_comes_after_a_cutoff_is_only_compared() -> None:
    """The held-out horizon has no say at all."""
    data = seasonal_panel(60, 48, season=4)
    entrants = [entrant(name, seed=seed) for seed, name in enumerate(NAMES)]
    before = choose(entrants, windows_of(data))
    spoilt = data.until(data.lengths)
    for index in range(len(spoilt)):
        spoilt.series(index)[-4:] = 1e9
    assert choose(entrants, windows_of(spoilt)) == before


def test_a_series_counts_by_its_own_changes() -> None:
    first, second = (seasonal_panel(60, season=4, seed=seed).values for seed in (1, 2))
    entrants = [entrant("pretrained", seed=3)]
    plain = choose(entrants, windows_of(series_set(first, second)))
    scaled = choose(entrants, windows_of(series_set(first, 1e6 * second)))
    assert scaled.chosen.loss == pytest.approx(plain.chosen.loss, rel=1e-5)
    assert scaled.chosen.skill == pytest.approx(plain.chosen.skill, rel=1e-4)


def test_series_that_the_repeated_season_wins_in_every_window_are_named() -> None:
    """A trend that a network follows, and a season that comes back exactly."""
    steps = np.arange(60)
    data = series_set(5.0 * steps + (steps % 4), 50 + 9.0 * (steps % 4), 5.0 * steps)
    suited = pretrained(4)
    known = windows_of(data)
    choice = choose([Entrant(name="pretrained", members=(suited.forecaster,))], known)
    assert choice.trust == 1.0
    assert choice.lost == (1,)
    # In a single window of each series there is nothing to tell luck from.
    first = np.unique(known.series, return_index=True)[1]
    single = dataclasses.replace(
        known,
        series=known.series[first],
        cutoffs=known.cutoffs[first],
        actual=known.actual[first],
        repeated=known.repeated[first],
        units=known.units[first],
    )
    again = choose([Entrant(name="pretrained", members=(suited.forecaster,))], single)
    assert again.lost == ()
