"""Forecasts with covariates: each step with its own, and nothing else changes a byte."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from covariate_shops import (
    DAYS,
    FIRST,
    HEAD,
    HORIZON,
    OWN,
    SEASON,
    SLOPE,
    Made,
    changed,
    make,
    manifest_of,
    numbers,
    points,
    shop,
    shops,
    write,
)

from lstmcast.config import (
    Config,
    CovariateConfig,
    DataConfig,
    FutureFill,
    TrainingConfig,
    WindowConfig,
)
from lstmcast.errors import DataError


def effect_of(made: Made, tmp_path: Path, step: int, horizon: int) -> np.ndarray:
    """Return what the forecast of each step changes by where one price to come is higher by 1."""
    config = Config(window=WindowConfig(horizon=horizon))
    before = points(made.predict(write(tmp_path / "a.csv", made.rows), config))
    day = str(FIRST + DAYS + step)
    rows = [
        row | ({"price": str(float(row["price"]) + 1)} if row["day"] == day else {})
        for row in made.rows
    ]
    return points(made.predict(write(tmp_path / "b.csv", rows), config)) - before


class TestForecasts:
    @pytest.mark.parametrize("step", [0, 3, 6])
    def test_a_price_to_come_moves_its_own_step(
        self, step: int, useful: Made, tmp_path: Path
    ) -> None:
        """Nothing before it, and itself by what a price means; later steps next to nothing."""
        effect = effect_of(useful, tmp_path, step, HORIZON)
        assert (effect[:, :step] == 0).all()
        np.testing.assert_allclose(effect[:, step], SLOPE, rtol=0.35)
        assert (np.abs(effect[:, step + 1 :]) < 0.3 * abs(SLOPE)).all()

    @pytest.mark.parametrize("step", [9, 12, 17])
    def test_beyond_the_horizon_each_block_has_its_own_prices(
        self, step: int, useful: Made, tmp_path: Path
    ) -> None:
        effect = effect_of(useful, tmp_path, step, 3 * HORIZON)
        assert (effect[:, :step] == 0).all()
        np.testing.assert_allclose(effect[:, step], SLOPE, rtol=0.35)

    def test_a_longer_horizon_asks_for_more_rows(self, useful: Made, tmp_path: Path) -> None:
        source = write(tmp_path / "a.csv", useful.rows)
        useful.predict(source, Config(window=WindowConfig(horizon=21)))
        with pytest.raises(DataError, match="end too early for 'a'"):
            useful.predict(source, Config(window=WindowConfig(horizon=22)))

    @pytest.mark.parametrize("rule", ["last", "season"])
    def test_what_stands_in_is_as_if_it_had_been_typed(
        self, rule: FutureFill, useful: Made, tmp_path: Path
    ) -> None:
        bare = write(tmp_path / "a.csv", [row for row in useful.rows if row["sold"]])
        config = Config(covariates=CovariateConfig(future_fill=rule))
        prices = {(row["shop"], row["day"]): row["price"] for row in useful.rows}
        before = [DAYS - 1] * HORIZON if rule == "last" else range(DAYS - SEASON, DAYS)
        days = {str(FIRST + DAYS + step): str(FIRST + day) for step, day in enumerate(before)}
        typed = [
            row | {"price": prices[row["shop"], days.get(row["day"], row["day"])]}
            for row in useful.rows
        ]
        made = useful.predict(bare, config)
        assert numbers(made) == numbers(useful.predict(write(tmp_path / "b.csv", typed)))
        assert "future-missing" in {note.code for note in made.notes}

    def test_it_is_better_with_true_prices_than_without_any(
        self, useful: Made, tmp_path: Path
    ) -> None:
        truth = np.array([100 + 5 * np.sin(2 * np.pi * (DAYS + np.arange(7)) / 7)] * 3)
        prices = [
            [float(row["price"]) for row in useful.rows if row["shop"] == name][DAYS : DAYS + 7]
            for name in "abc"
        ]
        truth += SLOPE * np.array(prices)
        source = write(tmp_path / "a.csv", useful.rows)
        bare = write(tmp_path / "b.csv", [row for row in useful.rows if row["sold"]])
        mask = Config(covariates=CovariateConfig(future_fill="mask"))
        errors = [
            np.abs(points(useful.predict(name, mask)) - truth).mean() for name in (source, bare)
        ]
        assert errors[0] < 0.5 * errors[1]


class TestProperties:
    """What may be done to a file that says the same, and changes no byte of the forecast."""

    @pytest.fixture
    def expected(self, useful: Made, tmp_path: Path) -> dict[tuple[str, ...], bytes]:
        return numbers(useful.predict(write(tmp_path / "expected.csv", useful.rows)))

    def test_rows_in_another_order(
        self, useful: Made, expected: dict[tuple[str, ...], bytes], tmp_path: Path
    ) -> None:
        order = np.random.default_rng(0).permutation(len(useful.rows))
        rows = [useful.rows[place] for place in order]
        assert numbers(useful.predict(write(tmp_path / "a.csv", rows))) == expected

    def test_rows_to_come_in_a_file_of_their_own(
        self, useful: Made, expected: dict[tuple[str, ...], bytes], tmp_path: Path
    ) -> None:
        past = [row for row in useful.rows if row["sold"]]
        later = [row for row in useful.rows if not row["sold"]]
        order = np.random.default_rng(1).permutation(len(later))
        head = ("price", "kind", "day", "shop")
        future = write(tmp_path / "future.csv", [later[place] for place in order], head)
        config = Config(covariates=CovariateConfig(future=future))
        assert numbers(useful.predict(write(tmp_path / "a.csv", past), config)) == expected

    def test_columns_in_another_order_and_more_of_them(
        self, useful: Made, expected: dict[tuple[str, ...], bytes], tmp_path: Path
    ) -> None:
        rows = [
            row | {"note": f"n{place % 5}", "loss": str(place * 7 % 3)}
            for place, row in enumerate(useful.rows)
        ]
        head = ("loss", "kind", "guests", "note", "price", "day", "sold", "shop")
        assert numbers(useful.predict(write(tmp_path / "a.csv", rows, head))) == expected

    def test_other_series_besides(
        self, useful: Made, expected: dict[tuple[str, ...], bytes], tmp_path: Path
    ) -> None:
        """One that is like them, one that ended long ago, and one that has just begun."""
        old = [row for row in shop("0") if row["day"] < str(FIRST + 40)]
        new = [row for row in shop("z") if row["day"] > str(FIRST + DAYS - 4)]
        wild = changed(shop("m", seed=9), "price", {9: "1e9"})
        mask = Config(covariates=CovariateConfig(future_fill="mask"))
        made = numbers(
            useful.predict(write(tmp_path / "a.csv", [*old, *useful.rows, *wild, *new]), mask)
        )
        assert len(made) == 6
        assert {key: each for key, each in made.items() if key in expected} == expected

    def test_one_series_alone(
        self, useful: Made, expected: dict[tuple[str, ...], bytes], tmp_path: Path
    ) -> None:
        alone = numbers(useful.predict(write(tmp_path / "a.csv", shop("b"))))
        assert alone == {("b", "sold"): expected["b", "sold"]}

    def test_what_is_known_in_the_past_alone_says_nothing_of_later(
        self, useful: Made, expected: dict[tuple[str, ...], bytes], tmp_path: Path
    ) -> None:
        rows = changed(useful.rows, "guests", {DAYS + step: "1e6" for step in range(9)})
        assert numbers(useful.predict(write(tmp_path / "a.csv", rows))) == expected

    def test_what_is_known_behind_the_horizon_says_nothing(
        self, useful: Made, expected: dict[tuple[str, ...], bytes], tmp_path: Path
    ) -> None:
        rows = changed(useful.rows, "price", {DAYS + step: "77" for step in range(HORIZON, 20)})
        assert numbers(useful.predict(write(tmp_path / "a.csv", rows))) == expected

    def test_but_a_price_and_a_visit_before_do(
        self, useful: Made, expected: dict[tuple[str, ...], bytes], tmp_path: Path
    ) -> None:
        for column in ("price", "guests"):
            rows = changed(useful.rows, column, {DAYS - 1: "99"})
            made = numbers(useful.predict(write(tmp_path / "a.csv", rows)))
            assert all(made[key] != each for key, each in expected.items()), column


def test_several_targets_share_their_covariates(tmp_path: Path) -> None:
    rows = shops("ab")
    for row, other in zip(rows, shops("ab", seed=5), strict=True):
        back = 20 + 3 * float(row["price"]) + 0.01 * float(other["price"])
        row["back"] = f"{back:.2f}" if row["sold"] else ""
    config = replace(OWN, data=DataConfig(target=("sold", "back")))
    made = make(tmp_path, rows, config, head=(*HEAD, "back"))
    assert made.used
    source = write(tmp_path / "a.csv", rows, (*HEAD, "back"))
    before = made.predict(source).forecast
    assert [(*key.ids, key.target) for key in before.keys] == [
        ("a", "sold"), ("a", "back"), ("b", "sold"), ("b", "back"),
    ]  # fmt: skip
    dearer = changed(rows, "price", {DAYS + step: "5.5" for step in range(HORIZON)})
    after = made.predict(write(tmp_path / "b.csv", dearer, (*HEAD, "back"))).forecast
    moved = (after.point - before.point).mean(axis=1)
    assert (moved[[0, 2]] < -5).all()
    assert (moved[[1, 3]] > 1).all()


def test_a_folded_season_has_covariates_as_well(tmp_path: Path) -> None:
    """Half-hours of a day: 48 steps, more than pretrained networks take at once."""
    random = np.random.default_rng(0)
    steps = np.arange(48 * 14)
    heat = np.round(random.normal(size=len(steps) // 4 + 24).repeat(4), 2)[: len(steps) + 48]
    load = 50 + 5 * np.sin(2 * np.pi * steps / 48) + 6 * heat[: len(steps)]
    load += random.normal(0, 0.3, len(steps))
    rows = [
        {
            "time": str(np.datetime64("2024-01-01T00:00") + 30 * step)[:16],
            "load": f"{load[step]:.2f}" if step < len(steps) else "",
            "heat": str(heat[step]),
        }
        for step in range(len(steps) + 48)
    ]
    config = Config(
        window=WindowConfig(horizon=24, season=48),
        training=TrainingConfig(steps=12, start="pretrained", batch_size=32),
        covariates=CovariateConfig(known=("heat",)),
    )
    head = ("time", "load", "heat")
    made = make(tmp_path, rows, config, head=head)
    assert made.used
    folds = [member.shape.fold for member in manifest_of(made).members]
    assert any(folds)
    for horizon in (24, 40):
        longer = Config(window=WindowConfig(horizon=horizon))
        cool = points(made.predict(write(tmp_path / "a.csv", rows, head), longer))
        place = len(steps) + 22
        warm = [
            row | ({"heat": "6"} if index in (place, place + 1) else {})
            for index, row in enumerate(rows)
        ]
        effect = points(made.predict(write(tmp_path / "b.csv", warm, head), longer)) - cool
        assert effect[0, 22:24].mean() > 2
        assert (np.abs(effect[0, :20]) < 0.5).all()
