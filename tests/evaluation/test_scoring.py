"""The scores of a record: by hand, at their edges, and as they must behave."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from builders import NAN, seasonal_panel, series_set
from hypothesis import example, given, settings
from hypothesis import strategies as st
from records import record_of, with_forecast

from lstmcast.data.series import SeriesSet
from lstmcast.evaluation.backtest_scores import BacktestScores, PartErrors
from lstmcast.evaluation.record import Record
from lstmcast.evaluation.scoring import score_record

FloatArray = npt.NDArray[np.float64]


def panel_record(folds: int = 3, noise: float = 2.0) -> Record:
    """Return a record of seven noisy series, a few values of which are missing."""
    data = seasonal_panel(60, 70, 80, 90, 100, 90, 80, noise=noise)
    data.series(2)[-3] = NAN
    data.series(4)[20:25] = NAN
    return record_of(data, horizon=6, season=12, folds=folds, spread=2.0)


def numbers(value: object, path: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number in scores, and where it is."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from numbers(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from numbers(item, f"{path}.{key}")
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from numbers(item, f"{path}.{place}")
    elif isinstance(value, int | float):
        yield path, value


def assert_alike(found: BacktestScores, expected: BacktestScores, rel: float = 1e-9) -> None:
    """Check that all numbers of two scores are the same, but for rounding."""
    assert dict(numbers(found)) == pytest.approx(dict(numbers(expected)), rel=rel, abs=1e-12)


def assert_plain(scores: BacktestScores) -> None:
    """Check that every number is one, of a plain kind."""
    for where, number in numbers(scores):
        assert type(number) in {int, float}, where
        assert math.isfinite(number), where


def test_by_hand() -> None:
    """Season 2; the scales are |3-1|, |4-2| = 2 and |1-0|, |8-5| = 2."""
    data = series_set([1.0, 2.0, 3.0, 4.0, 4.0, 6.0], [0.0, 5.0, 1.0, 8.0, 2.0, NAN])
    made = iter([[5.0, 6.0], [4.0, 7.0]])
    record = record_of(data, horizon=2, season=2, forecast=lambda _: np.array(next(made)))
    scores = score_record(record)
    assert (scores.series, scores.rows, scores.folds, scores.points) == (2, 2, 1, 3)
    assert (scores.season, scores.horizon, scores.rule) == (2, 2, "untold")

    model, reference, naive = scores.standings
    assert [each.name for each in scores.standings] == ["LSTM", "seasonal naive", "naive"]
    errors = model.scores  # 1, 0 | 2
    assert (errors.points, errors.mae, errors.bias) == (3, 1.0, 1.0)
    assert errors.rmse == pytest.approx((5 / 3) ** 0.5)
    assert errors.mape == pytest.approx((100 * 0.25 / 2 + 100) / 2)
    assert errors.smape == pytest.approx((200 * (1 / 9) / 2 + 200 * 2 / 6) / 2)
    assert errors.wape == pytest.approx(100 * 3 / 12)
    assert errors.mase == pytest.approx((0.25 + 1) / 2)
    assert errors.rmsse == pytest.approx((0.5**0.5 / 2 + 2 / 5**0.5) / 2)
    assert errors.undefined == {}
    assert reference.skill == 0.0
    assert reference.skill_interval is None
    assert reference.scores.mase == pytest.approx((1.5 / 2 + 1 / 2) / 2)  # 3, 4 | 1
    assert model.skill == pytest.approx(1 - 0.625 / 0.625)
    assert naive.scores.mase == pytest.approx((1 / 2 + 6 / 2) / 2)  # 4, 4 | 8
    assert naive.skill == pytest.approx(1 - 1.75 / 0.625)
    # Naive2 is naive here; its sMAPE is that of 0, 2 | 6
    smape = (200 * 2 / 10 / 2 + 200 * 6 / 10) / 2
    assert errors.owa == pytest.approx((errors.smape / smape + 0.625 / 1.75) / 2)
    assert naive.scores.owa == pytest.approx(1.0)

    first, second = scores.by_series
    assert (first.key, first.rows, first.points) == (data.keys[0], 1, 2)
    assert first.errors["LSTM"] == PartErrors(
        mae=0.5, mase=0.25, skill=pytest.approx(1 - 0.5 / 1.5)
    )
    assert second.errors["naive"] == PartErrors(mae=6.0, mase=3.0, skill=1 - 3.0 / 0.5)
    assert [step.step for step in scores.by_step] == [1, 2]
    assert [step.points for step in scores.by_step] == [2, 1]
    assert scores.by_step[0].errors["LSTM"] == PartErrors(mae=1.5, mase=0.75, skill=1 - 0.75 / 0.5)
    assert scores.by_step[1].errors["LSTM"] == PartErrors(mae=0.0, mase=0.0, skill=1.0)


def test_intervals_by_hand() -> None:
    data = series_set([0.0, 0.0, 4.0, 4.0, 0.0], [1.0, 3.0, 1.0, 2.0, 3.0])
    record = record_of(data, horizon=2, season=1, forecast=lambda _: np.zeros(2))
    bounds = np.array([[[1.0, 1.0], [0.0, 0.0]], [[4.0, 3.0], [2.0, 5.0]]])
    forecast = replace(record.forecast, levels=(80.0,), lower=bounds[:1], upper=bounds[1:])
    scores = score_record(replace(record, forecast=forecast))
    [found] = scores.intervals  # 4 in 1..4, 0 not in 1..3 | 2 in 0..2, 3 in 0..5
    assert found.level == 80
    assert found.coverage == 0.75
    assert found.width == (3 + 2 + 2 + 5) / 4
    assert found.winkler == pytest.approx((3 + 2 + 10 * 1 + 2 + 5) / 4)
    assert found.msis == pytest.approx((15 / 2 / 2 + 7 / 2 / 2) / 2)  # scales 2 and 2
    assert found.expected_error is None
    assert [part.coverage for part in scores.by_series] == [{"80": 0.5}, {"80": 1.0}]
    assert [part.coverage for part in scores.by_step] == [{"80": 1.0}, {"80": 0.5}]
    assert [part.coverage for part in scores.by_cutoff] == [{"80": 0.75}]


def test_quantiles_by_hand() -> None:
    record = record_of(series_set([1.0, 2.0, 4.0, 1.0]), horizon=2, season=1)
    made = np.array([[[2.0, 3.0, 5.0], [1.0, 1.0, 2.0]]])
    scores = score_record(replace(record, quantiles=(0.25, 0.5, 0.75), made=made))
    low, median, high = scores.quantiles
    assert (low.quantile, median.quantile, high.quantile) == (0.25, 0.5, 0.75)
    assert low.pinball == (0.25 * 2 + 0) / 2
    assert median.pinball == (0.5 * 1 + 0) / 2
    assert high.pinball == (0.25 * 1 + 0.25 * 1) / 2
    assert low.weighted == 2 * 0.5 / 5
    assert (low.below, high.below) == (0.5, 1.0)
    assert scores.wql == pytest.approx(2 * (0.5 + 0.5 + 0.5) / 5 / 3)


def test_each_cutoff_says_when_it_was() -> None:
    together = seasonal_panel(40, 39, 38)  # each starts a month after the other
    scores = score_record(record_of(together, horizon=3, season=12, folds=2))
    assert [(cut.fold, cut.earliest, cut.latest) for cut in scores.by_cutoff] == [
        (0, "1972-10-01", "1972-10-01"),
        (1, "1973-01-01", "1973-01-01"),
    ]
    apart = score_record(record_of(seasonal_panel(40, 45), horizon=3, season=12))
    assert [(cut.earliest, cut.latest) for cut in apart.by_cutoff] == [("1973-01-01", "1973-07-01")]


def test_parts_make_up_the_whole() -> None:
    record = panel_record()
    scores = score_record(record)
    for parts in (scores.by_series, scores.by_step, scores.by_cutoff):
        points = [part.points for part in parts]
        assert sum(points) == scores.points == np.isfinite(record.actual).sum()
        for standing in scores.standings:
            mae = [part.errors[standing.name].mae for part in parts]
            assert np.average(mae, weights=points) == pytest.approx(standing.scores.mae)
    rows = [part.rows for part in scores.by_series]
    for standing in scores.standings:
        mase = [part.errors[standing.name].mase for part in scores.by_series]
        assert np.average(mase, weights=rows) == pytest.approx(standing.scores.mase)
    for place, level in enumerate(("80", "95")):
        shares = [part.coverage[level] for part in scores.by_series]
        assert np.average(shares, weights=rows) == pytest.approx(scores.intervals[place].coverage)


def test_a_part_is_scored_as_if_it_were_alone() -> None:
    record = panel_record()
    scores = score_record(record)
    for parts, rows in ((scores.by_series, record.series), (scores.by_cutoff, record.folds)):
        for place, part in enumerate(parts):
            alone = score_record(record.select(np.flatnonzero(rows == place)))
            for standing in alone.standings:
                expected = PartErrors(
                    mae=standing.scores.mae, mase=standing.scores.mase, skill=standing.skill
                )
                found = part.errors[standing.name]
                assert dataclasses.astuple(found) == pytest.approx(dataclasses.astuple(expected))


@pytest.mark.parametrize("factor", [2.0**-60, 1000.0, -1.0])
def test_the_unit_of_the_data_changes_nothing_but_what_is_in_it(factor: float) -> None:
    record = panel_record()
    plain = score_record(record)
    limits = record.forecast.lower * factor, record.forecast.upper * factor
    other = score_record(
        replace(
            record,
            data=replace(record.data, values=record.data.values * factor),
            actual=record.actual * factor,
            forecast=replace(
                record.forecast,
                point=record.forecast.point * factor,
                lower=np.minimum(*limits),
                upper=np.maximum(*limits),
            ),
            rivals={name: made * factor for name, made in record.rivals.items()},
        )
    )
    for found, expected in zip(other.standings, plain.standings, strict=True):
        assert found.scores.mae == pytest.approx(expected.scores.mae * abs(factor))
        assert found.scores.bias == pytest.approx(expected.scores.bias * factor)
        for measure in ("mape", "smape", "wape", "mase", "rmsse", "owa"):
            value = getattr(expected.scores, measure)
            assert getattr(found.scores, measure) == pytest.approx(value), measure
        assert found.skill == pytest.approx(expected.skill)
    for found, expected in zip(other.intervals, plain.intervals, strict=True):
        assert found.coverage == expected.coverage
        assert found.winkler == pytest.approx(expected.winkler * abs(factor))
        assert found.msis == pytest.approx(expected.msis)
    assert other.standings[0].skill_interval.low == pytest.approx(
        plain.standings[0].skill_interval.low
    )


def test_the_order_of_rows_changes_nothing() -> None:
    record = panel_record()
    order = np.random.default_rng(0).permutation(len(record))
    assert_alike(score_record(record.select(order)), score_record(record))


def test_it_repeats_to_the_bit() -> None:
    assert score_record(panel_record()) == score_record(panel_record())


def test_what_follows_a_cutoff_has_no_say_in_its_scale() -> None:
    """A record holds the whole file; the values after the cutoffs come from ``actual`` alone."""
    record = panel_record(folds=2)
    values = record.data.values.copy()
    for series in range(len(record.data)):
        cutoff = record.cutoffs[record.series == series].min()
        values[record.data.offsets[series] + cutoff : record.data.offsets[series + 1]] = -1e9
    first = np.flatnonzero(record.folds == 0)
    other = replace(record, data=replace(record.data, values=values))
    assert score_record(other.select(first)) == score_record(record.select(first))


def test_series_that_never_change_have_no_mase_and_are_counted() -> None:
    """A shelf that was empty, then sold: MAE stands in for it alone, and MASE leaves it out."""
    data = series_set([0.0] * 12 + [3.0, 3.0], [1.0, 2.0] * 6 + [1.0, 4.0])
    scores = score_record(
        record_of(data, horizon=2, season=1, forecast=lambda past: np.full(2, past[-1] + 1))
    )
    model = scores.standings[0]
    assert model.scores.undefined == {"mase": 1, "rmsse": 1, "owa": 1}
    assert model.scores.mase == pytest.approx((2 + 1) / 2)
    empty, sold = scores.by_series
    assert empty.errors["LSTM"] == PartErrors(mae=2.0, mase=None, skill=pytest.approx(1 / 3))
    assert sold.errors["LSTM"].mase == model.scores.mase
    assert_plain(scores)


def test_skill_is_of_absolute_errors_where_no_row_has_a_mase() -> None:
    data = series_set([2.0] * 8 + [6.0, 7.0], [5.0] * 8 + [5.0, NAN])
    scores = score_record(
        record_of(data, horizon=2, season=1, forecast=lambda past: past[-1:].repeat(2) + 1)
    )
    model, reference, _ = scores.standings
    assert model.scores.mase is model.scores.rmsse is model.scores.owa is None
    assert (model.scores.mae, reference.scores.mae) == ((3 + 4 + 1) / 3, (4 + 5) / 3)
    assert model.skill == pytest.approx(1 - 8 / 9)


def test_zeros_have_no_percentage_and_are_counted() -> None:
    data = series_set([5.0, 0.0, 3.0, 0.0, 4.0, 0.0, 2.0, 0.0], [0.0, 1.0] * 3 + [0.0, 0.0])
    scores = score_record(record_of(data, horizon=2, season=2, forecast=lambda _: np.ones(2)))
    model = scores.standings[0].scores
    assert model.undefined == {"mape": 3, "mase": 1, "rmsse": 1, "owa": 1}
    assert model.mape == 50.0  # 2 for 1 is the only one
    assert model.smape == pytest.approx(((200 / 3 + 200) / 2 + 200) / 2)
    assert_plain(scores)


def test_forecasts_without_intervals() -> None:
    record = panel_record()
    none = record.forecast.lower[:0]
    forecast = replace(record.forecast, levels=(), lower=none, upper=none)
    scores = score_record(replace(record, forecast=forecast))
    assert scores.intervals == ()
    assert scores.by_step[0].coverage == {}
    assert scores.standings == score_record(record).standings


def test_nothing_observed_is_none_throughout() -> None:
    record = panel_record()
    scores = score_record(replace(record, actual=np.full_like(record.actual, NAN)))
    assert_plain(scores)
    assert scores.points == 0
    assert scores.rule == "untold"
    for standing in scores.standings:
        errors = dataclasses.asdict(standing.scores)
        assert (errors.pop("points"), errors.pop("undefined")) == (0, {})
        assert set(errors.values()) == {None}
        assert (standing.skill, standing.skill_interval) == (None, None)
    assert scores.intervals[0].coverage is scores.intervals[0].expected_error is scores.wql is None
    assert scores.by_step[0].errors["LSTM"] == PartErrors(mae=None, mase=None, skill=None)


cells = st.sampled_from([0.0, 1.0, -1.0, 0.1 + 0.2, 0.3, NAN, 1e-320, 1e300, -1.7e308, 1.7e308])


@given(
    rows=st.lists(st.lists(cells, min_size=6, max_size=9), min_size=1, max_size=6),
    made=st.sampled_from([0.0, 1.0, 1e-320, 1.7e308, -1.7e308]),
    season=st.integers(1, 4),
    folds=st.integers(1, 2),
)
@example(rows=[[0.0] * 5 + [1.0]] * 5, made=1.7e308, season=1, folds=1)
@example(rows=[[0.0] * 5 + [1.0]] * 3, made=1.7e308, season=2, folds=2)
@settings(max_examples=60)
def test_no_data_give_a_figure_that_is_no_number(
    rows: list[list[float]], made: float, season: int, folds: int
) -> None:
    data = series_set(*([0.3, *row] for row in rows))
    record = record_of(
        data, horizon=2, season=season, folds=folds, forecast=lambda _: np.full(2, made)
    )
    scores = score_record(record)
    assert_plain(scores)
    for standing in scores.standings:
        held = standing.skill_interval
        assert held is None or held.low <= held.estimate <= held.high <= 1


def noisy_seasons(series: int) -> SeriesSet:
    """Return series that repeat a season of their own, but for noise."""
    random = np.random.default_rng(1)
    season = 50 + 5 * random.normal(size=(series, 12))
    return series_set(*(np.tile(season, 20) + random.normal(size=(series, 240))))


def average_season(past: FloatArray) -> FloatArray:
    """Return the mean of the last eight seasons: better than one, against noise."""
    return past[-96:].reshape(8, 12).mean(axis=0)


@pytest.mark.parametrize("series", [1, 12])
def test_a_tenth_added_to_good_forecasts_is_seen(series: int) -> None:
    record = record_of(
        noisy_seasons(series),
        horizon=12,
        season=12,
        folds=8,
        forecast=average_season,
        spread=1.06,
    )
    honest = score_record(record)
    tampered = score_record(with_forecast(record, record.forecast.point * 1.1, spread=1.06))
    model, worse = honest.standings[0], tampered.standings[0]
    assert model.skill_interval.low > 0
    assert worse.skill_interval.high < 0
    assert worse.scores.bias == pytest.approx(0.1 * record.forecast.point.mean(), rel=0.05)
    for before, after in zip(honest.intervals, tampered.intervals, strict=True):
        assert abs(before.coverage - before.level / 100) <= before.expected_error
        assert after.level / 100 - after.coverage > after.expected_error
    assert tampered.wql > 2 * honest.wql


@pytest.mark.parametrize("series", [1, 12])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_better_on_a_random_walk(series: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    walks = 100 + np.cumsum(random.normal(size=(series, 160)), axis=1)

    def drift(past: FloatArray) -> FloatArray:
        slope = (past[-1] - past[-25]) / 24
        return past[-1] + slope * np.arange(1, 13) / 4

    record = record_of(series_set(*walks), horizon=12, season=1, folds=6, forecast=drift)
    interval = score_record(record).standings[0].skill_interval
    assert interval is not None
    assert interval.low <= 0
