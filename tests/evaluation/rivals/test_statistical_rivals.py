"""What statsforecast is given and what becomes of its answers, with a stand-in for the library."""

from __future__ import annotations

import pickle
import sys
import warnings
from dataclasses import dataclass, field
from types import ModuleType

import numpy as np
import pytest
from builders import NAN, series_set

from lstmcast.evaluation.rivals.registry import choose_rivals
from lstmcast.evaluation.rivals.rival import RivalForecast


@dataclass
class Calls:
    """What the stand-in was asked, call by call."""

    models: list[str] = field(default_factory=list)
    settings: list[dict[str, object]] = field(default_factory=list)
    values: list[list[float]] = field(default_factory=list)
    horizons: list[int] = field(default_factory=list)


class _StandIn:
    """A model that counts on from the last value, and fails like the library does."""

    calls: Calls

    def __init__(self, **settings: object) -> None:
        self.calls.models.append(type(self).__name__)
        self.calls.settings.append(settings)

    def forecast(self, y: np.ndarray, h: int) -> dict[str, np.ndarray]:
        self.calls.values.append(y.tolist())
        self.calls.horizons.append(h)
        warnings.warn("no convergence", stacklevel=2)
        if len(y) < 3:
            raise Exception("no model able to be fitted")  # noqa: TRY002 - as the library does
        return {"mean": (y[-1] + np.arange(1, h + 1)) / (0.0 if y[-1] == 13 else 1.0)}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Put a stand-in in the place of statsforecast, and return what it is asked."""
    seen = Calls()
    library, models = ModuleType("statsforecast"), ModuleType("statsforecast.models")
    for name in ("AutoTheta", "AutoETS", "AutoARIMA"):
        setattr(models, name, type(name, (_StandIn,), {"calls": seen}))
    library.models = models  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "statsforecast", library)
    monkeypatch.setitem(sys.modules, "statsforecast.models", models)
    return seen


def forecast(name: str, *histories: list[float], season: int = 1) -> RivalForecast:
    rival = choose_rivals([name])[1]
    return rival.forecast(series_set(*histories), horizon=2, season=season)


@pytest.mark.parametrize(
    ("name", "model", "printed"),
    [("theta", "AutoTheta", "theta"), ("ets", "AutoETS", "ETS"), ("arima", "AutoARIMA", "ARIMA")],
)
def test_each_asks_its_model(name: str, model: str, printed: str, calls: Calls) -> None:
    made = forecast(name, [1, 2, 3, 4])
    assert choose_rivals([name])[1].name == printed
    assert calls.models == [model]
    assert made.point.tolist() == [[5, 6]]
    assert made.replaced.tolist() == [False]


def test_gaps_are_filled_and_those_at_the_end_forecast(calls: Calls) -> None:
    made = forecast("theta", [NAN, 1, NAN, NAN, 4, 6, NAN, NAN, NAN])
    assert calls.values == [[1, 1, 2, 3, 4, 6]]
    assert calls.horizons == [5]
    assert made.point.tolist() == [[10, 11]]


@pytest.mark.parametrize(
    ("name", "length", "season", "used"),
    [
        ("theta", 24, 12, 12),
        ("theta", 23, 12, 1),  # not two seasons
        ("theta", 400, 168, 168),
        ("ets", 60, 24, 24),
        ("ets", 400, 168, 1),  # longer than it knows
        ("arima", 60, 1, 1),
        ("arima", 400, 48, 1),
    ],
)
def test_the_season_is_one_that_the_method_can_do(
    name: str, length: int, season: int, used: int, calls: Calls
) -> None:
    forecast(name, list(range(length)), season=season)
    assert calls.settings[0]["season_length"] == used


@pytest.mark.parametrize(("length", "season", "quick"), [(150, 12, False), (151, 1, True),
                                                         (60, 24, True)])  # fmt: skip
def test_arima_is_approximated_where_it_takes_long(
    length: int, season: int, quick: bool, calls: Calls
) -> None:
    forecast("arima", list(range(length)), season=season)
    assert calls.settings[0]["approximation"] is quick


@pytest.mark.parametrize(("name", "newest"), [("theta", 2000), ("ets", 2000), ("arima", 500)])
def test_only_the_newest_values_are_looked_at(name: str, newest: int, calls: Calls) -> None:
    forecast(name, list(range(2500)))
    assert calls.values == [list(range(2500 - newest, 2500))]


def test_seasonal_naive_stands_in_where_it_gives_up(calls: Calls) -> None:
    made = forecast("ets", [7, 8], [1, 2, 3], [11, 12, 13], [], season=2)
    np.testing.assert_array_equal(made.point, [[7, 8], [4, 5], [12, 13], [NAN, NAN]])
    assert made.replaced.tolist() == [True, False, True, False]


def test_it_can_be_sent_to_another_process(calls: Calls) -> None:
    rivals = choose_rivals(["all"])
    assert pickle.loads(pickle.dumps(rivals)) == rivals
