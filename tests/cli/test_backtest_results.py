"""What a backtest says of itself: where its files go, and that it was cut short."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from lstmcast.cli.backtest_results import publish, tell
from lstmcast.cli.console import Terminal
from lstmcast.cli.destination import Destination
from lstmcast.config import BacktestConfig, Config, WindowConfig
from lstmcast.training.events import StopFlag
from lstmcast.workflows.backtest import Checkpointing, backtest
from lstmcast.workflows.backtest_plan import Subject
from lstmcast.workflows.reports import BacktestReport

AGAIN = ["lstmcast", "backtest", "two words.csv", "--resume"]
STDOUT = Destination(path=None, form="csv")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> BacktestReport:
    path = tmp_path_factory.mktemp("data") / "sales.csv"
    rows = [f"{1990 + step // 12}-{step % 12 + 1:02d},{step + step % 12}" for step in range(60)]
    path.write_text("\n".join(["month,sales", *rows]) + "\n")
    tested = BacktestConfig(windows=2, rivals=("none",))
    return backtest(
        str(path),
        Config(window=WindowConfig(horizon=3, season=12), backtest=tested),
        subject=Subject(pretrained=True),
        checkpointing=Checkpointing(path=None),
        tell=lambda done, planned: None,
        stop=StopFlag(),
    )


@pytest.fixture
def part(whole: BacktestReport) -> BacktestReport:
    return replace(whole, planned=5, ended="time limit")


def test_a_part_is_called_one_also_without_a_file(
    part: BacktestReport, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(Terminal(json=False, quiet=False), part, STDOUT, again=AGAIN)
    told = capsys.readouterr().err
    assert told.rstrip().endswith("Time limit: 2 of 5 windows are done.")
    tell(Terminal(json=False, quiet=True), part, STDOUT, again=AGAIN)
    assert "Warning: Time limit: 2 of 5 windows are done." in capsys.readouterr().err


@pytest.mark.parametrize("quiet", [True, False])
def test_a_checkpoint_comes_with_the_command_that_uses_it(
    part: BacktestReport, capsys: pytest.CaptureFixture[str], quiet: bool
) -> None:
    kept = replace(part, checkpoint_path=Path("b.csv.checkpoint"))
    tell(Terminal(json=False, quiet=quiet), kept, STDOUT, again=AGAIN)
    assert capsys.readouterr().err.rstrip().endswith("lstmcast backtest 'two words.csv' --resume")


def test_what_is_finished_needs_no_excuse(
    whole: BacktestReport, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(Terminal(json=False, quiet=False), whole, STDOUT, again=AGAIN)
    assert "are done" not in capsys.readouterr().err
    tell(Terminal(json=False, quiet=True), whole, STDOUT, again=AGAIN)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("name", "metrics"),
    [
        ("backtest.csv", "backtest.metrics.json"),
        ("b.parquet", "b.metrics.json"),
        ("v1.2", "v1.2.metrics.json"),
    ],
)
def test_metrics_lie_beside_the_rows(
    whole: BacktestReport, workplace: Path, name: str, metrics: str
) -> None:
    place = Destination(path=Path(name), form="csv")
    terminal = Terminal(json=False, quiet=True)
    said = publish(terminal, whole, place, None, names="lstmcast", picture=None)
    assert {path.name for path in workplace.iterdir()} == {name, metrics}
    written = json.loads(Path(metrics).read_text())
    assert written["scores"]["standings"][0]["name"] == "LSTM"
    assert {key: said[key] for key in ("output", "metrics", "checkpoint")} == {
        "output": Path(name), "metrics": Path(metrics), "checkpoint": None,
    }  # fmt: skip
