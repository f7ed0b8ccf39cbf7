"""The three commands against workflows that answer at once: streams, files, exit codes."""

from __future__ import annotations

import io
import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from lstmcast.artifact.manifest import Candidate
from lstmcast.cli.app import main
from lstmcast.data.series import SeriesKey
from lstmcast.training.events import StageStarted, StepDone, Validated

if TYPE_CHECKING:
    from lstmcast.training.events import Listener, StopFlag

    from .conftest import Calls

pytestmark = pytest.mark.usefixtures("workplace")


def lines(text: str) -> list[str]:
    assert "\x1b" not in text
    assert max(map(len, text.splitlines()), default=0) <= 80
    return [line for line in text.splitlines() if line]


def files() -> list[str]:
    return sorted(path.name for path in Path.cwd().iterdir())


def test_train_tells_people_on_standard_error(
    calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "air.csv", "--horizon", "12", "--target", "passengers"]) == 0
    output = capsys.readouterr()
    assert output.out == ""
    told = lines(output.err)
    assert told[0] == "Read air.csv: 48 rows, 1 series, 1970-01 – 1973-12"
    assert "  ! 2 gaps of 3 months in all" in told
    assert "Better than seasonal naive by 31 %." in told
    assert told[-2] == "Wrote model.safetensors and model.metrics.json"
    assert told[-1] == "Next  lstmcast predict"
    assert calls.asked["config"].window.horizon == 12
    assert calls.asked["config"].data.target == ("passengers",)
    assert calls.asked["model_path"] == Path("model.safetensors")


def test_the_next_command_is_quoted(calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "air.csv", "-o", "my model"]) == 0
    assert lines(capsys.readouterr().err)[-1] == "Next  lstmcast predict -m 'my model'"
    calls.ended = "interrupted"
    calls.published = False
    flags = ["--target", "a", "--target", "b,c", "--bidirectional", "--horizon", "3"]
    flags += ["--from", "scratch"]
    assert main(["train", "my data.csv", *flags]) == 130
    told = capsys.readouterr().err.splitlines()
    assert told[-2] == "Interrupted: no model is written."
    assert told[-1] == (
        "Next  lstmcast train 'my data.csv' --target a --target b,c --horizon 3"
        " --bidirectional --from scratch --output model.safetensors --resume"
    )


@pytest.mark.parametrize(("published", "kept"), [(True, "the best weights"), (False, "no model")])
def test_an_interruption_is_never_silent(
    calls: Calls, capsys: pytest.CaptureFixture[str], published: bool, kept: str
) -> None:
    calls.ended, calls.published = "interrupted", published
    assert main(["train", "air.csv", "--quiet"]) == 130
    output = capsys.readouterr()
    (line,) = output.err.splitlines()
    assert line.startswith(f"Warning: Interrupted: {kept}")
    assert line.endswith("lstmcast train air.csv --output model.safetensors --resume")
    assert main(["train", "air.csv", "--json"]) == 130
    output = capsys.readouterr()
    document = json.loads(output.out)
    assert output.err == ""
    assert document["published"] is published
    assert ("holdout" in document) is published  # no scores of what is not there
    assert document["model"] == ("model.safetensors" if published else None)
    assert document["metrics"] == ("model.metrics.json" if published else None)
    assert document["checkpoint"] == "model.checkpoint"


def test_a_model_from_a_pipe_needs_data(calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "-"]) == 0
    assert lines(capsys.readouterr().err)[-1] == "Next  lstmcast predict DATA.csv"
    assert calls.asked["source"] == "-"


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("command", [["train", "a.csv"], ["predict"], ["inspect", "a.csv"]])
def test_quiet_means_silence(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("command", [["train", "a.csv"], ["predict"], ["inspect", "a.csv"]])
def test_json_is_one_document_and_nothing_else(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main([*command, "--json"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert json.loads(output.out)["schema"] == 1
    monkeypatch.setenv("LSTMCAST_JSON", "1")
    assert main(command) == 0
    assert capsys.readouterr() == output


@pytest.mark.usefixtures("calls")
def test_the_train_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "a.csv", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["model"] == "model.safetensors"
    assert document["metrics"] == "model.metrics.json"
    assert document["frequency"] == "1mo-start"
    assert document["holdout"]["better"] is True
    assert document["holdout"]["best"] == "LSTM"
    assert document["holdout"]["scores"]["LSTM"]["skill"] == 0.31
    assert document["notes"][0] == {
        "code": "gaps", "text": "2 gaps of 3 months in all", "level": "warning",
    }  # fmt: skip


def test_predict_writes_forecast_csv(calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict"]) == 0
    output = capsys.readouterr()
    assert output.out == ""
    assert lines(output.err)[-1] == "Wrote 12 rows to forecast.csv (1 series, 12 steps each)"
    frame = pd.read_csv("forecast.csv")
    assert list(frame.columns) == ["Month", "forecast", "lo-80", "hi-80", "lo-95", "hi-95"]
    assert list(frame["Month"])[:2] == ["1974-01", "1974-02"]
    assert calls.asked["source"] is None


def test_without_a_model_the_pretrained_one_forecasts(
    calls: Calls, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["predict", "a.csv", "--pretrained", "--season", "48", "--level", "80"]) == 0
    told = lines(capsys.readouterr().err)
    assert calls.asked["pretrained"] is True  # a flag comes before LSTMCAST_MODEL
    assert "  season     48 steps" in told
    assert " ".join(told[-4:-1]) == (
        "Forecast by the pretrained LSTM for a season of 48 steps, folded onto 24: it has not"
        " seen these data before. `lstmcast train` tests it on them, and may improve on it."
    )
    assert told[-1] == "Next  lstmcast train a.csv --season 48"
    monkeypatch.delenv("LSTMCAST_MODEL")
    assert main(["predict", "a.csv", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["model"] is None
    assert document["pretrained"]["matched"] == "folded"
    assert document["pretrained"]["card"]["season"] == 24
    assert main(["predict", "-", "--season", "48"]) == 0
    told = lines(capsys.readouterr().err)
    assert told[-1] == "Next  lstmcast train DATA.csv --season 48"
    Path("model.safetensors").touch()
    assert main(["predict", "a.csv", "-q"]) == 0
    assert calls.asked["model_path"] == Path("model.safetensors")
    assert main(["predict", "a.csv", "-q", "--pretrained"]) == 0
    assert calls.asked["pretrained"] is True


@pytest.mark.usefixtures("calls")
def test_formats_and_styles(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", "a.csv", "--format", "json", "-q"]) == 0
    assert main(["predict", "a.csv", "-o", "out.parquet", "-q"]) == 0
    assert main(["predict", "a.csv", "-o", "n.csv", "--style", "nixtla", "-q"]) == 0
    assert main(["predict", "a.csv", "-o", "plain.txt", "--format", "json", "-q"]) == 0
    assert capsys.readouterr() == ("", "")
    assert files() == ["forecast.json", "n.csv", "out.parquet", "plain.txt"]
    assert len(json.loads(Path("forecast.json").read_text())["forecast"]) == 12
    assert Path("plain.txt").read_text() == Path("forecast.json").read_text()
    assert list(pd.read_csv("n.csv").columns)[:3] == ["unique_id", "ds", "LSTM"]


def test_the_style_of_nixtla_calls_the_forecast_as_the_network(calls: Calls) -> None:
    calls.network = "GRU"
    assert main(["predict", "a.csv", "-o", "n.csv", "--style", "nixtla", "-q"]) == 0
    assert list(pd.read_csv("n.csv").columns)[2:4] == ["GRU", "GRU-lo-80"]


def test_what_there_was_to_choose_from_is_told(
    calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    calls.candidates = (
        Candidate(name="pretrained", loss=0.3, skill=0.1, chosen=False),
        Candidate(name="median", loss=0.2, skill=0.3, chosen=True),
    )
    assert main(["train", "air.csv"]) == 0
    told = lines(capsys.readouterr().err)
    place = told.index("Validated on earlier windows, skill against the repeated season")
    assert told[place + 2 : place + 4] == [
        "  pretrained  0.300  +10 %",
        "  median      0.200  +30 %  chosen",
    ]
    assert told[place + 4].startswith("Tested on the last 12 steps")
    Path("model.safetensors").touch()
    assert main(["inspect", "model.safetensors"]) == 0
    assert "  median      0.200  +30 %  chosen" in lines(capsys.readouterr().out)
    assert main(["train", "air.csv", "--json"]) == 0
    chosen = [row["chosen"] for row in json.loads(capsys.readouterr().out)["candidates"]]
    assert chosen == [False, True]


@pytest.mark.usefixtures("calls")
def test_standard_output_is_the_forecast(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", "a.csv", "-o", "-"]) == 0
    output = capsys.readouterr()
    assert len(pd.read_csv(io.StringIO(output.out))) == 12
    assert lines(output.err)[-1].startswith("Wrote 12 rows to standard output")
    assert main(["predict", "a.csv", "-o", "-", "--quiet"]) == 0
    assert capsys.readouterr() == (output.out, "")
    assert files() == []


@pytest.mark.usefixtures("calls")
def test_json_holds_the_rows_only_when_they_go_nowhere_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["predict", "a.csv", "--json", "-o", "-"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["output"] is None
    assert len(document["forecast"]) == document["rows"] == 12
    assert document["columns"] == list(document["forecast"][0])
    assert main(["predict", "a.csv", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["output"] == "forecast.csv"
    assert "forecast" not in document
    assert files() == ["forecast.csv"]


def test_some_series_failed(calls: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    calls.skipped = ((SeriesKey(("north",), "sales"), "it holds no value"),)
    assert main(["predict"]) == 3
    text = capsys.readouterr().err
    assert "no forecast of north: it holds no value" in text
    assert main(["predict", "-q"]) == 3
    assert capsys.readouterr().err == "Warning: 1 of 2 series have no forecast\n"
    assert main(["predict", "--json"]) == 3
    output = capsys.readouterr()
    assert output.err == ""
    assert json.loads(output.out)["skipped"] == [
        {"ids": ["north"], "target": "sales", "reason": "it holds no value"}
    ]


def test_inspect_shows_data_on_standard_output(
    calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", "air.csv", "--freq", "MS"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert lines(output.out) == [
        "Read air.csv: 48 rows, 1 series, 1970-01 – 1973-12",
        "  time       Month",
        "  target     passengers",
        "  frequency  every month (1mo-start)",
        "  season     12 steps",
        "  horizon    12 steps",
        "  lookback   24 steps",
        "  series     passengers",
        "  ! 2 gaps of 3 months in all",
        "  · rows were sorted by time",
        "Next  lstmcast train air.csv --freq MS",
    ]
    assert calls.asked["config"].data.freq == "MS"
    assert files() == []


def test_inspect_knows_a_model_by_its_content(
    calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("disguised.csv").write_bytes((64).to_bytes(8, "little") + b"{" + b" " * 63)
    assert main(["inspect", "disguised.csv"]) == 0
    told = lines(capsys.readouterr().out)
    assert calls.asked == {"path": Path("disguised.csv")}
    assert told[0].startswith("disguised.csv: LSTM of 64 units, 18 213 weights")
    assert "  data        48 rows, 1 series, 1970-01 – 1973-12" in told
    assert "Better than seasonal naive by 31 %." in told
    assert main(["inspect", "disguised.csv", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["manifest"]["members"][0]["spec"]["horizon"] == 12
    assert main(["inspect", "missing.safetensors", "-q"]) == 0
    assert calls.asked == {"path": Path("missing.safetensors")}
    assert main(["inspect", "missing.safetensors", "--freq", "D"]) == 2
    assert "--freq is for data, and missing.safetensors is a model" in capsys.readouterr().err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_first_signal_asks_and_the_second_stops(
    calls: Calls, capsys: pytest.CaptureFixture[str], number: signal.Signals, code: int
) -> None:
    def once(stop: StopFlag, listen: Listener) -> None:
        listen(StageStarted(stage="scratch", steps=10, windows=5, parameters=7))
        signal.raise_signal(number)
        assert stop.requested == number

    calls.ended = "interrupted"
    calls.during = once
    assert main(["train", "a.csv"]) == code
    assert "Interrupted: the best weights so far are in the model." in capsys.readouterr().err

    def twice(stop: StopFlag, listen: Listener) -> None:
        once(stop, listen)
        signal.raise_signal(number)
        raise AssertionError("the second signal was not heard")

    calls.during = twice
    assert main(["train", "a.csv"]) == code
    assert capsys.readouterr().err == "Error: interrupted\n"


def test_before_training_the_first_signal_stops(
    calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    def reading(stop: StopFlag, listen: Listener) -> None:
        del stop, listen
        signal.raise_signal(signal.SIGTERM)
        raise AssertionError("the signal was not heard")

    calls.during = reading
    assert main(["train", "a.csv"]) == 143
    assert capsys.readouterr().err == "Error: interrupted\n"


def test_an_ignored_signal_stays_ignored(calls: Calls) -> None:
    def signalled(stop: StopFlag, listen: Listener) -> None:
        listen(StageStarted(stage="scratch", steps=10, windows=5, parameters=7))
        signal.raise_signal(signal.SIGINT)
        assert stop.requested is None

    calls.during = signalled
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert main(["train", "a.csv"]) == 0
    finally:
        signal.signal(signal.SIGINT, before)


def test_without_a_terminal_there_is_no_progress(
    calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    def progress(stop: StopFlag, listen: Listener) -> None:
        del stop
        listen(StageStarted(stage="scratch", steps=10, windows=5, parameters=7))
        listen(StepDone(stage="scratch", step=1, steps=10, loss=0.5))
        listen(Validated(step=1, score=0.5, best_score=0.5, best_step=1, skill=0.1))
        assert capsys.readouterr() == ("", "")

    calls.during = progress
    assert main(["train", "a.csv"]) == 0


@pytest.mark.usefixtures("calls")
def test_colour_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert main(["train", "a.csv"]) == 0
    assert "\x1b[" in capsys.readouterr().err
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["train", "a.csv"]) == 0
    assert "\x1b[3" not in capsys.readouterr().err
