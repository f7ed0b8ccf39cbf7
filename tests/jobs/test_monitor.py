"""Monitoring: silent on quiet nights, a finding within three nights of a shift, and not after."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import with_covariates
from ledgers import DAY, MemoryLedger, forecasts_at, hourly, panel

from lstmcast.artifact.codec import from_plain
from lstmcast.data.covariates import Column
from lstmcast.data.series import SeriesSet
from lstmcast.errors import ModelFileError
from lstmcast.jobs.drift import find_drift
from lstmcast.jobs.findings import Finding
from lstmcast.jobs.monitor import monitor
from lstmcast.jobs.promise import Promise
from lstmcast.jobs.reference import Reference, block_length, reference_of
from lstmcast.jobs.reference_file import encode_reference, read_reference, reference_path
from lstmcast.jobs.scoring import score_earlier

PROMISE = Promise(levels=(80.0, 95.0), missed=(0.3, 0.1), error=1.0)
TRAINED = 30  # days
SHIFT = 20  # nights later


def shifted(data: SeriesSet, by: float, first: int) -> SeriesSet:
    step = np.arange(len(data.values)) - np.repeat(data.offsets[:-1], data.lengths)
    return replace(data, values=np.where(step < first, data.values, data.values + by))


def nights(data: SeriesSet, count: int) -> list[set[str]]:
    """Return the codes that are found in each of some nights after training."""
    cut = [data.until(np.full(len(data), (TRAINED + night) * DAY)) for night in range(count + 1)]
    reference, ledger = reference_of(cut[0], season=DAY), MemoryLedger()
    found = []
    for night in range(1, count + 1):
        ledger.add_forecasts(forecasts_at(cut[night - 1], (TRAINED + night - 1) * DAY))
        score_earlier(ledger, cut[night], run=night, season=DAY, since=10**12)
        findings = monitor(
            ledger, cut[night], reference, promise=PROMISE, model="0001", season=DAY, since=0
        )
        found.append({finding.code for finding in findings})
    return found


@pytest.mark.parametrize("seed", range(10))
def test_sixty_quiet_nights_without_a_finding(seed: int) -> None:
    assert nights(panel(TRAINED + 60, seed=seed, series=2), 60) == [set()] * 60


@pytest.mark.parametrize("seed", range(10))
def test_a_shift_is_found_within_three_nights(seed: int) -> None:
    data = panel(TRAINED + SHIFT + 3, seed=seed, series=2)
    found = nights(shifted(data, 12.0, (TRAINED + SHIFT) * DAY), SHIFT + 3)
    assert found[:SHIFT] == [set()] * SHIFT
    assert "level" in found[SHIFT]
    assert {"level", "error"} <= found[SHIFT + 2]


def test_only_the_forecasts_of_the_model_in_place_are_held_against_it() -> None:
    data = panel(20, seed=0)
    ledger = MemoryLedger()
    for day in range(10, 19):
        bad = [replace(row, value=row.value + 30) for row in forecasts_at(data, day * DAY)]
        ledger.add_forecasts(bad)
    score_earlier(ledger, data, run=1, season=DAY, since=0)

    def of(model: str) -> tuple[Finding, ...]:
        return monitor(ledger, data, None, promise=PROMISE, model=model, season=DAY, since=0)

    assert [finding.id for finding in of("0001")] == ["error"]
    assert of("0002") == ()


def test_a_finding_says_what_and_what_to_do() -> None:
    data = panel(20, seed=0)
    ledger = MemoryLedger()
    for day in range(10, 19):
        ledger.add_forecasts(forecasts_at(data, day * DAY, factor=0.1))
    score_earlier(ledger, data, run=1, season=DAY, since=0)
    found = monitor(ledger, data, None, promise=PROMISE, model="0001", season=DAY, since=0)
    assert [finding.id for finding in found] == ["coverage-80", "coverage-95"]
    assert f"of {9 * DAY * 4} values in the last 9 nights" in found[-1].message
    assert all(finding.suggestion for finding in found)
    assert all(finding.mended_by_training for finding in found)


def trained(data: SeriesSet, days: int = TRAINED) -> Reference:
    return reference_of(data.until(np.full(len(data), days * DAY)), season=DAY)


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [finding.id for finding in found]


def test_a_trend_that_goes_on_is_no_drift() -> None:
    data = panel(60, seed=0)
    step = np.arange(len(data.values)) - np.repeat(data.offsets[:-1], data.lengths)
    rising = replace(data, values=data.values + 0.2 * step)
    assert find_drift(rising, trained(rising)) == ()


def test_a_weekday_is_no_drift() -> None:
    data = panel(70, seed=0)
    step = np.arange(len(data.values)) - np.repeat(data.offsets[:-1], data.lengths)
    weekly = replace(data, values=data.values - 25 * (step // DAY % 7 >= 5))
    reference = trained(weekly, 33)
    for day in range(34, 70):
        assert find_drift(weekly.until(np.full(4, day * DAY)), reference) == ()


def test_old_data_are_not_compared() -> None:
    data = panel(TRAINED, seed=0)
    assert find_drift(shifted(data, 100.0, 0), trained(data)) == ()


def test_more_noise_is_a_drift_of_scale() -> None:
    calm, wild = panel(TRAINED + 2, seed=1), panel(TRAINED + 2, seed=2, noise=30.0)
    step = np.arange(len(calm.values)) - np.repeat(calm.offsets[:-1], calm.lengths)
    data = replace(calm, values=np.where(step < TRAINED * DAY, calm.values, wild.values))
    assert "scale" in codes(find_drift(data, trained(calm)))


def test_a_stuck_sensor_is_a_drift_of_scale() -> None:
    data = panel(TRAINED + 2, seed=1, series=1)
    values = data.values.copy()
    values[TRAINED * DAY :] = 50.0
    assert codes(find_drift(replace(data, values=values), trained(data))) == ["scale"]


def test_missing_values_are_found_and_so_are_series_that_end() -> None:
    data = panel(TRAINED + 2, seed=1, series=3)
    values = data.values.copy()
    values[data.offsets[1] - 20 : data.offsets[1] - 1] = np.nan
    [finding] = find_drift(replace(data, values=values), trained(data))
    assert (finding.id, finding.series) == ("missing", ("s0",))
    ended = data.until(np.array([TRAINED * DAY, (TRAINED + 2) * DAY, (TRAINED + 2) * DAY]))
    assert [(each.id, each.series) for each in find_drift(ended, trained(data))] == [
        ("missing", ("s0",))
    ]
    gone = find_drift(data.select(np.array([0, 2])), trained(data))
    assert [(each.id, each.series) for each in gone] == [("series-gone", ("s1",))]


def test_covariates_leave_their_range_their_names_and_their_place() -> None:
    plain = panel(TRAINED + 2, seed=1, series=2)
    columns = (
        Column(name="price", when="known"),
        Column(name="promo", when="past", levels=("no", "yes")),
        Column(name="rain", when="past"),
    )
    random = np.random.default_rng(0)
    rows = [np.column_stack([random.uniform(1, 2, n), random.integers(1, 3, n),
                             random.normal(size=n)]) for n in plain.lengths]  # fmt: skip
    reference = trained(with_covariates(plain, columns, rows))
    assert find_drift(with_covariates(plain, columns, rows), reference) == ()
    for each in rows:
        each[TRAINED * DAY :] = [100.0, 0.0, np.nan]
    assert codes(find_drift(with_covariates(plain, columns, rows), reference)) == [
        "covariate-range-price",
        "covariate-unknown-promo",
        "covariate-missing-rain",
    ]


def test_one_wild_series_of_many_has_to_be_far_off() -> None:
    data = panel(TRAINED + 2, seed=3, series=30)
    reference = trained(data)

    def one(by: float) -> list[str]:
        values = data.values.copy()
        values[data.offsets[1] - 2 * DAY : data.offsets[1]] += by
        return codes(find_drift(replace(data, values=values), reference))

    assert one(3.0) == []
    assert one(15.0) == ["level"]


@pytest.mark.parametrize(
    ("season", "usual", "steps"),
    [(24, (24, 168), 24), (168, (24, 168), 24), (7, (7,), 14), (1, (), 8), (12, (12,), 12),
     (365, (7,), 14), (144, (), 48)],
)  # fmt: skip
def test_blocks_are_whole_short_seasons(season: int, usual: tuple[int, ...], steps: int) -> None:
    assert block_length(season, usual) == steps


def test_short_and_constant_series_have_a_reference_too() -> None:
    reference = reference_of(hourly([1.0, 2.0], np.ones(300), []), season=DAY)
    assert [each.ids for each in reference.series] == [("s0",), ("s1",)]
    assert reference.series[0].level is None
    longer = hourly([1.0, 2.0], np.ones(348))
    alone = replace(reference, series=reference.series[1:])
    assert find_drift(longer.select(np.array([1])), alone) == ()
    jump = hourly([1.0, 2.0], [*np.ones(300), *np.full(48, 2.0)])
    [moved] = find_drift(jump.select(np.array([1])), alone)
    assert (moved.id, moved.series) == ("level", ("s1",))


def test_a_reference_survives_its_file(tmp_path: Path) -> None:
    path = tmp_path / "0001.reference.json"
    reference = trained(panel(TRAINED, seed=0))
    path.write_bytes(encode_reference(reference))
    assert read_reference(path) == reference
    assert from_plain(Reference, json.loads(path.read_bytes())["reference"]) == reference
    (tmp_path / "0001.safetensors").touch()
    (tmp_path / "current").symlink_to("0001.safetensors")
    assert reference_path(tmp_path / "current") == path.resolve()
    assert read_reference(tmp_path / "other.json") is None
    path.write_bytes(b'{"schema": 1, "reference": {"end": "x"}}')
    with pytest.raises(ModelFileError, match="damaged"):
        read_reference(path)
    path.write_bytes(b'{"schema": 9}')
    with pytest.raises(ModelFileError, match="newer"):
        read_reference(path)
