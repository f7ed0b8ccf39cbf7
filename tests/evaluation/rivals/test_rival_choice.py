"""Which rivals are taken for which names, and what is said when that cannot be."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lstmcast.errors import MissingDependencyError, UsageError
from lstmcast.evaluation.rivals.registry import DEFAULT_RIVALS, RIVAL_NAMES, choose_rivals

USUAL = ["seasonal naive", "naive", "drift", "seasonal average", "boosted lags"]


@pytest.fixture
def without_statsforecast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ``import statsforecast`` fail, installed or not."""
    monkeypatch.setitem(sys.modules, "statsforecast", None)


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (None, USUAL),
        (DEFAULT_RIVALS, USUAL),
        ((), USUAL[:1]),
        (["none"], USUAL[:1]),
        (["drift"], ["seasonal naive", "drift"]),
        (["none", "boosting"], ["seasonal naive", "boosted lags"]),
        ([" Drift", "naive", "NAIVE", "seasonal-naive"], ["seasonal naive", "naive", "drift"]),
    ],
)
def test_the_yardstick_is_first_and_nobody_comes_twice(
    names: list[str] | None, chosen: list[str], without_statsforecast: None
) -> None:
    assert [rival.name for rival in choose_rivals(names)] == chosen


@pytest.mark.parametrize(
    ("name", "hint"),
    [("thetta", "did you mean theta?"), ("seasonal_naive", "did you mean seasonal-naive?"),
     ("xyz", "commas"), ("", "commas")],
)  # fmt: skip
def test_a_name_nobody_has(name: str, hint: str) -> None:
    with pytest.raises(UsageError, match="there is no rival") as caught:
        choose_rivals(["naive", name])
    assert all(known in caught.value.message for known in (*RIVAL_NAMES, "all", "none"))
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["theta"], "theta needs the package statsforecast"),
        (["arima", "naive", "ets"], "ETS, ARIMA need the package statsforecast"),
        (["all"], "theta, ETS, ARIMA need the package statsforecast"),
    ],
)
def test_without_statsforecast(names: list[str], said: str, without_statsforecast: None) -> None:
    with pytest.raises(MissingDependencyError, match=said) as caught:
        choose_rivals(names)
    assert caught.value.hint == 'pip install "lstmcast[rivals]"'
    assert caught.value.exit_code == 7


def test_choosing_loads_no_library_that_computes() -> None:
    program = """
import sys
from lstmcast.evaluation.rivals.registry import choose_rivals
choose_rivals(None)
print(*sorted({"sklearn", "scipy", "statsforecast", "torch"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
