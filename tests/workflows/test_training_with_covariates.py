"""Covariates in a training: kept where they help, and then all that depends on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from covariate_shops import (
    DAYS,
    HEAD,
    HORIZON,
    OWN,
    Made,
    Row,
    changed,
    make,
    manifest_of,
    numbers,
    points,
    shop,
    shops,
    train_on,
    with_covariates,
    write,
)

from lstmcast.artifact.store import read_model
from lstmcast.config import Config, CovariateConfig, TrainingConfig, WindowConfig
from lstmcast.errors import UsageError
from lstmcast.features.plan import NO_FEATURES
from lstmcast.training.events import StepDone, StopFlag, TrainingEvent


def codes(made: Made) -> list[str]:
    return [note.code for note in made.report.notes]


class TestTraining:
    def test_a_column_that_explains_the_target_is_used(self, useful: Made) -> None:
        manifest = manifest_of(useful)
        [chosen] = [each for each in manifest.candidates if each.chosen]
        losses = {each.name: each.loss for each in manifest.candidates}
        assert [each.name for each in manifest.candidates] == ["scratch", "covariates"]
        assert chosen.name == "covariates"
        assert losses["covariates"] < 0.7 * losses["scratch"]
        assert [column.name for column in manifest.covariates] == ["price", "guests", "kind"]
        assert [column.levels for column in manifest.covariates] == [None, None, ("big", "small")]
        roles = manifest.roles
        assert (roles.known, roles.past, roles.static) == (("price",), ("guests",), ("kind",))
        assert manifest.features == NO_FEATURES
        assert [member.origin for member in manifest.members] == ["covariates"]

    def test_its_importance_is_told(self, useful: Made) -> None:
        rises = {each.name: each.rise for each in manifest_of(useful).importance}
        assert list(rises) == ["price", "guests", "kind"]
        assert rises["price"] > 0.5
        assert all(abs(rises[name]) < 0.05 for name in ("guests", "kind"))
        [note] = [note for note in useful.report.notes if note.code == "covariates-used"]
        assert "price +" in note.text
        assert "guests" not in note.text
        assert "future-needed" in codes(useful)

    def test_useless_columns_are_not_used(self, useless: Made) -> None:
        manifest = manifest_of(useless)
        [chosen] = [each for each in manifest.candidates if each.chosen]
        assert chosen.name == "scratch"
        assert (manifest.roles.known, manifest.roles.past) == ((), ())
        assert [column.name for column in manifest.covariates] == ["kind"]
        assert (manifest.importance, manifest.features) == ((), NO_FEATURES)
        assert "covariates-unused" in codes(useless)
        assert "future-needed" not in codes(useless)

    def test_a_model_without_them_is_the_same_to_the_bit(
        self, useless: Made, tmp_path: Path
    ) -> None:
        config = replace(OWN, covariates=CovariateConfig())
        bare = make(tmp_path, useless.rows, config, head=HEAD[:3])
        one, other = read_model(useless.path), read_model(bare.path)
        assert len(one.weights) == len(other.weights) == 1
        for name, weights in other.weights[0].items():
            assert weights.tobytes() == one.weights[0][name].tobytes(), name
        assert one.weights[0].keys() == other.weights[0].keys()
        for name in ("members", "trust", "calibration", "holdout", "season", "intermittent"):
            assert getattr(one.manifest, name) == getattr(other.manifest, name), name

    def test_a_model_without_them_asks_for_no_rows(self, useless: Made, tmp_path: Path) -> None:
        rows = [row for row in useless.rows if row["sold"]]
        source = write(tmp_path / "sold.csv", rows, HEAD[:3])  # not even the static column
        report = useless.predict(source)
        assert np.isfinite(points(report)).all()
        assert numbers(report) == numbers(useless.predict(write(tmp_path / "x.csv", useless.rows)))

    def test_a_file_of_rows_to_come_is_not_read_by_it(self, useless: Made, tmp_path: Path) -> None:
        source = write(tmp_path / "sold.csv", useless.rows)
        config = Config(covariates=CovariateConfig(future=str(tmp_path / "future.csv")))
        (tmp_path / "future.csv").write_text("shop,day,price\na,2024-05-01,3\n")
        report = useless.predict(source, config)
        assert "unread-file" in {note.code for note in report.notes}
        assert numbers(report) == numbers(useless.predict(source))

    def test_a_training_repeats_to_the_bit(self, useful: Made, tmp_path: Path) -> None:
        again = make(tmp_path, useful.rows)
        one, other = read_model(useful.path), read_model(again.path)
        for name, weights in other.weights[0].items():
            assert weights.tobytes() == one.weights[0][name].tobytes(), name
        assert one.manifest.importance == other.manifest.importance

    def test_settings_of_features_that_help_nothing_are_forgotten(self, tmp_path: Path) -> None:
        config = replace(OWN, covariates=CovariateConfig(calendar=("month",)))
        made = make(tmp_path, shops(slope=0.0), config)
        assert not made.used
        assert manifest_of(made).features == NO_FEATURES


def interrupted(source: str, model_path: Path, config: Config = OWN) -> None:
    """Train until the third step of the network that sees covariates."""
    stop = StopFlag()

    def listen(event: TrainingEvent) -> None:
        if isinstance(event, StepDone) and (event.stage, event.step) == ("covariates", 3):
            stop.requested = 15

    train_on(source, model_path, config, listen=listen, stop=stop)


class TestResuming:
    def test_an_interrupted_training_goes_on_to_the_same_model(
        self, useful: Made, tmp_path: Path
    ) -> None:
        source, path = write(tmp_path / "m.csv", useful.rows), tmp_path / "m.safetensors"
        interrupted(source, path)
        report = train_on(source, path, resume=True)
        assert report.checkpoint_path is None
        one, other = read_model(useful.path), read_model(path)
        for name, weights in other.weights[0].items():
            assert weights.tobytes() == one.weights[0][name].tobytes(), name

    @pytest.mark.parametrize(
        "change",
        [
            lambda rows: changed(rows, "price", {3: "9.5"}),
            lambda rows: changed(rows, "price", {DAYS + 2: "9.5"}),
            lambda rows: changed(rows, "guests", {3: "9.5"}),
            lambda rows: [row | {"kind": "small"} for row in rows],
        ],
        ids=["known", "to come", "past", "static"],
    )
    def test_not_with_other_covariates(
        self, change: Callable[[tuple[Row, ...]], list[Row]], useful: Made, tmp_path: Path
    ) -> None:
        path = tmp_path / "m.safetensors"
        interrupted(write(tmp_path / "m.csv", useful.rows), path)
        source = write(tmp_path / "other.csv", change(useful.rows))
        with pytest.raises(UsageError, match="belongs to other data or other settings"):
            train_on(source, path, resume=True)

    def test_not_with_other_columns(self, useful: Made, tmp_path: Path) -> None:
        path = tmp_path / "m.safetensors"
        source = write(tmp_path / "m.csv", useful.rows)
        interrupted(source, path)
        for changes in ({"past": ()}, {"past": ("guests", "price"), "known": ()}):
            with pytest.raises(UsageError, match="belongs to other data or other settings"):
                train_on(source, path, with_covariates(OWN, **changes), resume=True)


def starting_from(made: Made, covariates: CovariateConfig | None = None) -> Config:
    """Return settings to start from a model file."""
    return Config(
        window=WindowConfig(horizon=HORIZON, season=7),
        training=TrainingConfig(steps=10, start=str(made.path)),
        covariates=OWN.covariates if covariates is None else covariates,
    )


class TestStartingFromAModel:
    def test_the_same_columns_go_on(self, useful: Made, tmp_path: Path) -> None:
        made = make(tmp_path, [*useful.rows, *shop("d")], starting_from(useful))
        manifest = manifest_of(made)
        names = {each.name for each in manifest.candidates}
        assert names <= {"given", "covariates", "median"}
        assert made.used
        assert [column.name for column in manifest.covariates] == ["price", "guests", "kind"]
        assert {member.shape.covariates for member in manifest.members} == {
            manifest_of(useful).members[0].shape.covariates
        }

    @pytest.mark.parametrize(
        ("covariates", "data"),
        [
            (CovariateConfig(), None),
            (CovariateConfig(known=("price",), past=("guests",)), None),
            (CovariateConfig(known=("price", "guests"), static=("kind",)), None),
            (CovariateConfig(known=("price",), past=("guests",), calendar=("month",)), None),
            (None, [row | {"kind": "new"} for row in shops()]),
        ],
        ids=["none", "one less", "other kinds", "a feature more", "other levels"],
    )
    def test_other_columns_are_refused(
        self,
        covariates: CovariateConfig | None,
        data: list[Row] | None,
        useful: Made,
        tmp_path: Path,
    ) -> None:
        source = write(tmp_path / "m.csv", data or useful.rows)
        with pytest.raises(UsageError, match="sees the covariates price, guests, kind") as caught:
            train_on(source, tmp_path / "n.safetensors", starting_from(useful, covariates))
        assert "name the same columns" in (caught.value.hint or "")
        assert not (tmp_path / "n.safetensors").exists()

    def test_columns_are_added_to_a_model_that_saw_none(
        self, useless: Made, useful: Made, tmp_path: Path
    ) -> None:
        made = make(tmp_path, useful.rows, starting_from(useless))
        names = [each.name for each in manifest_of(made).candidates]
        assert names == ["given", "fine-tuned", "median", "covariates"]
