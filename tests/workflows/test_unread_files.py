"""Files that a model has no use for: not read, and said, as the next training may use them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lstmcast.config import CovariateConfig
from lstmcast.data.covariates import Column
from lstmcast.errors import DataError
from lstmcast.features.events import Event
from lstmcast.features.plan import FeaturePlan
from lstmcast.workflows.preparation import features_of_model
from tests.builders import small_model

FILES = CovariateConfig(future="f.csv", static_file="s.csv", events="e.csv")


def test_each_is_named() -> None:
    manifest = small_model().manifest
    features, notes = features_of_model(manifest, FILES)
    assert features == manifest.features
    assert [note.text for note in notes] == [
        "f.csv is not read: the model uses no columns that are known ahead",
        "s.csv is not read: the model uses no static columns",
        "e.csv is not read: the model uses no events",
    ]
    assert features_of_model(manifest, CovariateConfig()) == (manifest.features, ())


def test_those_that_are_used_are_not() -> None:
    manifest = small_model().manifest
    events = (Event(name="Sale", dates=("2024-05-02",)),)
    using = replace(
        manifest,
        roles=replace(manifest.roles, known=("price",), static=("region",)),
        covariates=(
            Column(name="price", when="known"),
            Column(name="region", when="static", levels=("north",)),
        ),
        features=FeaturePlan(events=events),
    )
    assert features_of_model(using, replace(FILES, events=None)) == (using.features, ())
    with pytest.raises(DataError, match=r"no file e\.csv"):
        features_of_model(using, FILES)
