"""What is decided before the first window: who is tested on what, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from builders import small_model

from lstmcast.artifact.store import encode_model
from lstmcast.config import BacktestConfig, Config, TrainingConfig, WindowConfig
from lstmcast.errors import DataError, LstmcastError, UsageError
from lstmcast.workflows.backtest_plan import Plan, Subject, make_plan

LAST = 1960  # year in which the data end that the model was trained on
WINDOW = WindowConfig(horizon=4, season=12)
UNTAUGHT = Subject(pretrained=True)


def write(folder: Path, months: dict[str, range], value: Callable[[int], str]) -> str:
    """Write monthly sales of shops; months count from 1950-01."""
    rows = ["shop,month,sales"]
    rows += [
        f"{shop},{1950 + step // 12}-{step % 12 + 1:02d}-01,{value(step)}"
        for shop, steps in months.items()
        for step in steps
    ]
    path = folder / "shops.csv"
    path.write_text("\n".join(rows) + "\n")
    return str(path)


def seasonal(step: int) -> str:
    return str(100 + (step % 12 - 6) ** 2)


def planned(
    source: str, subject: Subject = UNTAUGHT, *, windows: int, history: int | None = None
) -> Plan:
    tested = BacktestConfig(windows=windows, history=history, rivals=("none",))
    return make_plan(source, Config(window=WINDOW, backtest=tested), subject)


def said(plan: Plan) -> dict[str, str]:
    return {note.code: note.text for note in plan.notes}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "given.safetensors"
    path.write_bytes(encode_model(small_model()))
    return path


def test_series_in_no_window_are_told(workplace: Path) -> None:
    months = {"a": range(60), "b": range(60), "short": range(56, 60), "old": range(20)}
    plan = planned(write(workplace, months, seasonal), windows=2)
    assert plan.windows == 2
    assert said(plan)["untested"].startswith("2 of 4 series ('old' first) in no window")


def test_windows_that_do_not_fit_are_told(workplace: Path) -> None:
    source = write(workplace, {"a": range(26)}, seasonal)
    plan = make_plan(source, Config(window=WindowConfig(horizon=4)), UNTAUGHT)
    assert (plan.windows, "fewer-windows" in said(plan)) == (5, False)
    plan = make_plan(source, Config(window=WindowConfig(horizon=5)), UNTAUGHT)
    assert (plan.windows, said(plan)["fewer-windows"]) == (4, "4 of 5 windows fit into the data")


def test_a_season_longer_than_what_is_known_is_refused(workplace: Path) -> None:
    source = write(workplace, {"a": range(26)}, seasonal)
    with pytest.raises(UsageError, match="does not fit: 10 are known before the first window"):
        planned(source, windows=4)


def test_the_season_is_found_before_the_first_cutoff(workplace: Path) -> None:
    """What begins to swing afterwards had no season then."""
    source = write(workplace, {"a": range(200)}, lambda step: seasonal(step * (step >= 120)))
    config = Config(window=WindowConfig(horizon=12), backtest=BacktestConfig(rivals=("none",)))
    assert make_plan(source, config, UNTAUGHT).scene.season == 12
    early = replace(config, backtest=replace(config.backtest, windows=1, step=None))
    assert make_plan(source, early, UNTAUGHT).scene.season == 12
    before = replace(config, backtest=replace(config.backtest, windows=7))
    assert make_plan(source, before, UNTAUGHT).scene.season == 1


def test_a_model_to_test_forecasts_what_it_has_not_seen(workplace: Path, model: Path) -> None:
    ahead = {"a": range(12 * (LAST + 1 - 1950) + 8)}
    plan = planned(write(workplace, ahead, seasonal), Subject(model_path=model), windows=4)
    assert plan.windows == 2
    assert said(plan)["seen-before"].startswith(
        f"2 of 4 windows begin before {LAST}-12-01, the end of what {model} was trained on"
    )


def test_series_that_end_anywhere_are_told_by_forecasts(workplace: Path, model: Path) -> None:
    end = 12 * (LAST + 1 - 1950)
    months = {"a": range(end + 4), "b": range(40, 100), "c": range(20, 60)}
    source = write(workplace, months, seasonal)
    plan = planned(source, Subject(model_path=model), windows=1)
    assert said(plan)["seen-before"].startswith("2 of 3 forecasts begin before")


@pytest.mark.parametrize("role", ["tested", "started from"])
def test_what_a_model_file_has_seen_is_refused(workplace: Path, model: Path, role: str) -> None:
    """Whether it forecasts itself, or every training starts from it."""
    source = write(workplace, {"a": range(12 * (LAST - 1950))}, seasonal)
    subject = Subject(model_path=model if role == "tested" else None)
    start = str(model) if role == "started from" else None
    config = Config(window=WINDOW, training=TrainingConfig(start=start))
    with pytest.raises(UsageError, match="its score would flatter it") as caught:
        make_plan(source, config, subject)
    option = "leave --model out" if role == "tested" else "--from pretrained"
    assert option in str(caught.value.hint)


@pytest.mark.parametrize(
    ("config", "kind", "sentence"),
    [
        (Config(backtest=BacktestConfig(history=4)), UsageError, "--history 4 is not longer"),
        (Config(window=WindowConfig(season=99)), UsageError, "a season of 99 steps does not fit"),
        (Config(window=WindowConfig(horizon=31)), DataError, "no window of 31 steps fits"),
    ],
)
def test_what_cannot_work_is_refused(
    workplace: Path, config: Config, kind: type[LstmcastError], sentence: str
) -> None:
    source = write(workplace, {"a": range(60)}, seasonal)
    wanted = replace(config.window, horizon=config.window.horizon or 4)
    with pytest.raises(kind, match=sentence):
        make_plan(source, replace(config, window=wanted), Subject())


def test_a_history_without_a_value_is_refused(workplace: Path) -> None:
    source = write(workplace, {"a": range(40)}, seasonal)
    with Path(source).open("a") as stream:
        stream.write("a,1954-12-01,3\n")
    with pytest.raises(DataError, match="no series has a value in the 6 steps before a window"):
        planned(source, windows=1, history=6)
    assert planned(source, windows=1, history=20).windows == 1
