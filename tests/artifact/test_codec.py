"""A manifest survives being written as JSON, and nothing that is no manifest becomes one."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Iterator
from typing import Any, get_args

import numpy as np
import pytest
from builders import small_model
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.artifact.codec import from_plain, to_plain
from lstmcast.artifact.manifest import (
    FORMAT_VERSION,
    Candidate,
    DataRecord,
    Manifest,
    Member,
    TrainingRecord,
)
from lstmcast.data.bounds import Bounds
from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import When
from lstmcast.data.frequency import Frequency
from lstmcast.data.roles import Roles
from lstmcast.evaluation.scores import HoldoutReport, Scores
from lstmcast.inference.calibration import Calibration
from lstmcast.model.spec import CELLS, QUANTILES, ModelSpec
from lstmcast.span import Span, SpanUnit
from lstmcast.training.names import CandidateName, Origin
from lstmcast.windows.covariates import ColumnShape, CovariateScale, CovariateShape
from lstmcast.windows.sampling import WindowShape

texts = st.text(max_size=8)
names = st.lists(texts, max_size=3).map(tuple)
counts = st.integers(1, 10**6)
numbers = st.floats(allow_nan=False, allow_infinity=False)
figures = st.none() | numbers
quantiles = st.sets(st.sampled_from(QUANTILES)).map(lambda some: tuple(sorted(some | {0.5})))

specs = st.builds(
    lambda patch, patches, filters, **rest: ModelSpec(
        patch=patch,
        lookback=patch * patches,
        changes=filters is not None,
        filters=filters or 0,
        **rest,
    ),
    patch=st.integers(1, 50),
    patches=st.integers(1, 50),
    horizon=counts,
    cell=st.sampled_from(CELLS),
    bidirectional=st.booleans(),
    hidden=counts,
    layers=counts,
    dropout=st.floats(0, 1, exclude_max=True),
    filters=st.none() | st.integers(0, 99),
    quantiles=quantiles,
)
columns = st.builds(
    ColumnShape,
    when=st.sampled_from(get_args(When)),
    levels=st.none() | counts,
    scale=st.none()
    | st.builds(CovariateScale, centre=numbers, spread=numbers, local=st.booleans(), floor=numbers),
)
some_columns = st.lists(columns, max_size=3).map(tuple)
shapes = st.builds(
    WindowShape,
    lookback=counts,
    horizon=counts,
    season=counts,
    lags=st.lists(counts, min_size=1).map(tuple),
    covariates=st.none() | st.builds(CovariateShape, dynamic=some_columns, static=some_columns),
)
roles = st.builds(
    Roles,
    time=names,
    ids=names,
    targets=names,
    ignored=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
    day_first=st.none() | st.booleans(),
)
calendars = st.builds(
    Calendar,
    frequency=st.sampled_from(["h", "15min", "D", "B", "B-sun-thu", "W-SUN", "MS", "ME"]).map(
        Frequency.parse
    ),
    zone=st.sampled_from([None, "Europe/Berlin", "+02:00"]),
    style=st.sampled_from(["YYYY-MM-DD", "YYYY-MM-DDThh:mm:ssZ", "YYYY"]),
    phase=st.integers(-10, 10),
    time_of_day=st.integers(0, 86399),
)
scores = st.builds(
    Scores,
    mae=numbers,
    rmse=numbers,
    smape=figures,
    mase=figures,
    coverage=st.none() | st.dictionaries(texts, figures),
    skill=figures,
)
reports = st.builds(
    HoldoutReport,
    horizon=counts,
    series=counts,
    points=counts,
    season=counts,
    scores=st.dictionaries(texts, scores, max_size=3),
    skill_by_step=st.lists(figures, max_size=4).map(tuple),
)
training = st.builds(
    TrainingRecord,
    seed=counts,
    steps=counts,
    batch_size=counts,
    learning_rate=numbers,
    windows=counts,
    parameters=counts,
    seconds=numbers,
    refitted=st.booleans(),
    ended=texts,
)
members = st.builds(
    lambda spec, shape, origin: Member(
        spec=spec,
        shape=dataclasses.replace(shape, lookback=spec.lookback, horizon=spec.horizon),
        origin=origin,
    ),
    spec=specs,
    shape=shapes,
    origin=st.sampled_from(["pretrained", "fine-tuned", "scratch"]),
)
ways = st.sampled_from(get_args(CandidateName))
candidates = st.builds(Candidate, name=ways, loss=numbers, skill=numbers, chosen=st.booleans())
bounds = st.builds(
    Bounds,
    target=texts,
    min=st.none() | st.floats(-1e9, 0),
    max=st.none() | st.floats(1, 1e9),
    integer=st.none() | st.booleans(),
)
manifests = st.builds(
    lambda members, factors, **rest: Manifest(
        members=tuple(alike(member, members[0].spec.quantiles) for member in members),
        calibration=Calibration(factors=(factors[: len(members[0].spec.quantiles)],) * 2),
        **rest,
    ),
    format_version=st.just(FORMAT_VERSION),
    created=texts,
    versions=st.dictionaries(texts, texts),
    members=st.lists(members, min_size=1, max_size=3),
    horizon=counts,
    span=st.none() | st.builds(Span, counts, st.sampled_from(get_args(SpanUnit))),
    season=counts,
    trust=st.floats(0, 1),
    roles=roles,
    calendar=calendars,
    data=st.builds(DataRecord),
    training=training,
    holdout=st.none() | reports,
    candidates=st.lists(candidates, max_size=3).map(tuple),
    bounds=st.lists(bounds, max_size=2).map(tuple),
    intermittent=st.none() | st.floats(0, 1),
    factors=st.tuples(*[st.floats(0.01, 100)] * 9),
)


def alike(member: Member, quantiles: tuple[float, ...]) -> Member:
    """Return a member with the quantiles that all have."""
    return dataclasses.replace(member, spec=dataclasses.replace(member.spec, quantiles=quantiles))


@given(manifest=manifests)
def test_round_trip_through_json(manifest: Manifest) -> None:
    text = json.dumps(to_plain(manifest), allow_nan=False)
    again = from_plain(Manifest, json.loads(text))
    assert again == manifest
    assert json.dumps(to_plain(again), allow_nan=False) == text


PLAIN = to_plain(
    dataclasses.replace(
        small_model().manifest,
        holdout=HoldoutReport(
            horizon=2,
            series=1,
            points=2,
            season=1,
            scores={"LSTM": Scores(mae=1.0, rmse=1.0, smape=None, mase=1.0, coverage={"80": 1.0})},
            skill_by_step=(0.5, None),
        ),
        candidates=(Candidate(name="median", loss=0.5, skill=0.25, chosen=True),),
    )
)
#: Plain data with a form of their own, or none at all: not walked into.
OWN_FORMS = {"roles", "calendar", "versions", "scores", "coverage"}
OPTIONAL = {"calibration", "factors", "cell", "bidirectional", "hidden", "layers", "dropout",
            "quantiles", "coverage", "skill", "reading", "duplicates", "ambiguous", "decimal",
            "delimiter", "span",
            "encoding", "pace", "candidates", "changes", "filters", "fold",
            "skill_interval", "fallback", "covariates", "bounds", "intermittent",
            "rmsse", "features", "importance"}  # fmt: skip
#: What earlier model files lack as a whole, so that no part of it is required.
LATER = {"features"}

Path = tuple[str | int, ...]


def places(plain: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every field of every dataclass in the plain form."""
    for name, value in plain.items():
        yield (*path, name)
        if isinstance(value, dict) and name not in OWN_FORMS:
            yield from places(value, (*path, name))
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from places(value[0], (*path, name, 0))
    if path == ("holdout",):
        yield from places(plain["scores"]["LSTM"], ("holdout", "scores", "LSTM"))


def spelt(path: Path) -> str:
    return ".".join(map(str, path))


def inside(plain: Any, path: Path) -> Any:
    for name in path:
        plain = plain[name]
    return plain


ALL_PLACES = list(places(PLAIN))


def test_all_places_are_walked() -> None:
    assert len(ALL_PLACES) > 45
    assert ("members", 0, "spec", "hidden") in ALL_PLACES
    assert ("candidates", 0, "skill") in ALL_PLACES
    assert ("holdout", "scores", "LSTM", "mase") in ALL_PLACES


@pytest.mark.parametrize("path", ALL_PLACES, ids=spelt)
def test_a_field_of_another_type(path: Path) -> None:
    changed = copy.deepcopy(PLAIN)
    inside(changed, path[:-1])[path[-1]] = [{"no": "such"}]
    with pytest.raises(ValueError, match=r"\S"):
        from_plain(Manifest, changed)


@pytest.mark.parametrize("path", ALL_PLACES, ids=spelt)
def test_a_field_that_is_missing(path: Path) -> None:
    changed = copy.deepcopy(PLAIN)
    del inside(changed, path[:-1])[path[-1]]
    required = len(path) > 1 and path[0] in {"data", "training", "candidates"}
    # A model's lags may be those of its first member; a window's may not be left out.
    if path == ("lags",) or path[0] in LATER or (path[-1] in OPTIONAL and not required):
        from_plain(Manifest, changed)
    else:
        with pytest.raises(ValueError, match=f"lacks the field '{path[-1]}'"):
            from_plain(Manifest, changed)


@pytest.mark.parametrize("path", sorted({path[:-1] for path in ALL_PLACES}, key=spelt), ids=spelt)
def test_a_field_nobody_knows(path: Path) -> None:
    changed = copy.deepcopy(PLAIN)
    inside(changed, path)["surprise"] = 1
    with pytest.raises(ValueError, match="has no field 'surprise'"):
        from_plain(Manifest, changed)


@pytest.mark.parametrize("name", ["time", "ids", "targets", "ignored", "day_first"])
def test_roles_that_lack_a_part(name: str) -> None:
    changed = copy.deepcopy(PLAIN)
    del changed["roles"][name]
    with pytest.raises(ValueError, match=name):
        from_plain(Manifest, changed)


@pytest.mark.parametrize(
    ("name", "value"), [("frequency", "fortnight"), ("frequency", 3), ("style", "DD.MM.")]
)
def test_calendars_that_do_not_exist(name: str, value: object) -> None:
    changed = copy.deepcopy(PLAIN)
    changed["calendar"][name] = value
    with pytest.raises(ValueError, match=r"\S"):
        from_plain(Manifest, changed)


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        (int, True),
        (int, 1.0),
        (int, "1"),
        (float, True),
        (float, "1"),
        (str, 1),
        (bool, 1),
        (tuple[int, ...], "12"),
        (tuple[int, ...], [1, "2"]),
        (tuple[int, str], [1]),
        (int | None, "x"),
        (ModelSpec, []),
        (ModelSpec, {"horizon": 1, "lookback": 5, "patch": 2}),
        (ModelSpec, {"horizon": 1, "lookback": 4, "patch": 2, "cell": "transformer"}),
    ],
)
def test_scalars_are_not_bent(kind: Any, plain: object) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        from_plain(kind, plain)


def test_whole_numbers_may_stand_for_fractions() -> None:
    value = from_plain(float, 3)
    assert value == 3.0
    assert isinstance(value, float)


def test_what_json_cannot_say_is_not_stored() -> None:
    with pytest.raises(TypeError, match="ndarray"):
        to_plain({"values": np.ones(3)})


def test_a_model_is_called_by_its_cells() -> None:
    lstm, gru = (
        ModelSpec(horizon=4, lookback=n, patch=4, cell=c) for n, c in ((8, "lstm"), (24, "gru"))
    )
    assert small_model(gru).manifest.name == "GRU"
    assert small_model(lstm, lstm).manifest.name == "LSTM"
    both = small_model(lstm, gru).manifest
    assert (both.name, both.lookback) == ("LSTM+GRU", 24)


@pytest.mark.parametrize(
    ("origins", "steps", "untaught"),
    [
        (("scratch",), 0, True),
        (("scratch",), 5, False),
        (("pretrained",), 0, False),
        (("scratch", "pretrained"), 0, False),
    ],
)
def test_a_pretrained_network_has_learnt_without_a_step(
    origins: tuple[Origin, ...], steps: int, untaught: bool
) -> None:
    manifest = small_model().manifest
    changed = dataclasses.replace(
        manifest,
        members=tuple(dataclasses.replace(manifest.members[0], origin=each) for each in origins),
        training=dataclasses.replace(manifest.training, steps=steps),
    )
    assert changed.untaught is untaught


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"members": ()}, "needs a network"),
        ({"horizon": 0}, "at least 1"),
        ({"season": 0}, "at least 1"),
        ({"trust": 1.5}, "between 0 and 1"),
        ({"calibration": Calibration(factors=((1.0, 2.0),))}, "of other quantiles"),
    ],
)
def test_what_no_model_can_be(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(small_model().manifest, **change)


def test_members_have_the_same_quantiles() -> None:
    median = ModelSpec(horizon=4, lookback=8, patch=4, quantiles=(0.5,))
    with pytest.raises(ValueError, match="same quantiles"):
        small_model(median, ModelSpec(horizon=4, lookback=8, patch=4))
