"""How runs end: help, mistakes, bugs, signals, closed pipes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import lstmcast
from lstmcast.cli import app
from lstmcast.errors import DataError

_ESCAPE = "\x1b"


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lstmcast", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environ},
    )


def test_alone_it_prints_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main([]) == 0
    text = capsys.readouterr().out
    assert "lstmcast train sales.csv" in text
    assert max(map(len, text.splitlines())) <= 80
    assert _ESCAPE not in text


@pytest.mark.parametrize(
    "command",
    [
        "train", "predict", "future-template", "backtest", "report", "compare", "explain",
        "inspect",
    ],
)  # fmt: skip
def test_help_fits_80_columns(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert app.main([command, "-h"]) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--version"]) == 0
    assert capsys.readouterr().out == f"lstmcast {lstmcast.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["trian", "x.csv"], "Did you mean 'train'"),
        (["train"], "Missing argument 'DATA'"),
        (["train", "x.csv", "--horizn", "3"], "--horizon"),
        (["train", "x.csv", "--horizon"], "--horizon"),
        (["train", "x.csv", "y.csv"], "unexpected extra argument"),
        (["train", "x.csv", "--horizon", "0"], "--horizon must be"),
        (["train", "x.csv", "--output", "no/where/m"], "no/where"),
        (["predict", "--format", "xls"], "--format must be one of csv, json, parquet"),
        (["predict", "--style", "nixtle"], "--style must be one of"),
        (["inspect", "x.csv", "--config", "none.toml"], "--config names none.toml"),
    ],
)
@pytest.mark.usefixtures("workplace")
def test_mistakes_are_one_sentence_and_exit_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert app.main(arguments) == 2
    output = capsys.readouterr()
    first = output.err.splitlines()[0]
    assert output.out == ""
    assert first.startswith("Error: ")
    assert words in first
    assert app.main([*arguments, "--json"]) == 2
    output = capsys.readouterr()
    error = json.loads(output.out)["error"]
    assert error["code"] == "usage"
    assert error["message"]
    assert set(error) == {"code", "message", "hint"}
    assert output.err == ""
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["train", "x.csv", "--horizon"], "lstmcast train --help"),
        (["future-template", "--horizon"], "lstmcast future-template --help"),
        (["predict", "--horizn", "3"], "lstmcast predict --help"),
        (["--nothing"], "lstmcast --help"),
    ],
)
def test_the_hint_names_the_command(
    capsys: pytest.CaptureFixture[str], arguments: list[str], hint: str
) -> None:
    assert app.main(arguments) == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"Hint: {hint}"


@pytest.mark.parametrize("chosen", [None, "3"])
def test_small_products_take_one_thread(chosen: str | None) -> None:
    environ = {name: value for name, value in os.environ.items() if "OPENBLAS" not in name}
    program = (
        "import os; from lstmcast.cli.app import main; main(['--version']);"
        " print(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=environ | ({"OPENBLAS_NUM_THREADS": chosen} if chosen else {}),
    )
    assert result.stdout.splitlines()[-1] == (chosen or "1")


def test_two_results_cannot_share_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["predict", "-o", "-", "--json", "--format", "csv"]) == 2
    assert "standard output" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_a_wrong_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LSTMCAST_HORIZN", "3")
    assert app.main(["train", "x.csv"]) == 2
    assert "LSTMCAST_HORIZON" in capsys.readouterr().err


def test_a_switch_is_yes_or_no(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LSTMCAST_QUIET", "perhaps")
    assert app.main(["train", "x.csv"]) == 2
    assert "LSTMCAST_QUIET must be true or false, not perhaps" in capsys.readouterr().err
    monkeypatch.setenv("LSTMCAST_QUIET", "OFF")
    monkeypatch.setenv("LSTMCAST_JSON", "Yes")
    assert app.main(["train"]) == 2
    assert "error" in json.loads(capsys.readouterr().out)


def broken_command(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(file: str = "") -> int:
        raise error

    monkeypatch.setattr(app, "inspect", fail)
    fail.__name__ = "inspect"


def test_expected_errors_have_their_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken_command(monkeypatch, DataError("the file \x1b[31mhurts", hint="look\naway"))
    assert app.main(["inspect"]) == 5
    assert capsys.readouterr().err == "Error: the file \\x1b[31mhurts\nHint: look\\naway\n"


def test_a_bug_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken_command(monkeypatch, ValueError("oops"))
    assert app.main(["inspect"]) == 70
    text = capsys.readouterr().err
    assert "a bug in lstmcast (ValueError: oops); please report it" in text
    assert "Traceback" not in text
    monkeypatch.setenv("LSTMCAST_DEBUG", "1")
    assert app.main(["inspect"]) == 70
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: signal.Signals,
    code: int,
) -> None:
    def suffer(file: str = "") -> int:
        signal.raise_signal(number)
        return 0

    suffer.__name__ = "inspect"
    monkeypatch.setattr(app, "inspect", suffer)
    before = signal.getsignal(number)
    assert app.main(["inspect"]) == code
    assert signal.getsignal(number) is before
    assert capsys.readouterr().err == "Error: interrupted\n"


def test_a_signal_while_modules_load_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt")
    result = run("train", "x.csv", PYTHONPATH=str(tmp_path))
    assert (result.returncode, result.stdout) == (130, "")
    assert result.stderr == "Error: interrupted\n"


def test_a_closed_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.Popen(
        [sys.executable, "-m", "lstmcast", "train", "--json"],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writer)
    _, errors = process.communicate(timeout=60)
    assert errors == ""
    assert process.returncode == app.BROKEN_PIPE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux only")
def test_a_full_disk_behind_standard_output_is_one_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [sys.executable, "-m", "lstmcast", "train", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert process.returncode == 2
    assert process.stderr.startswith("Error: cannot write to standard output: No space left")
    assert len(process.stderr.splitlines()) == 1


def test_help_into_a_closed_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.Popen(
        [sys.executable, "-m", "lstmcast", "--help"],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writer)
    _, errors = process.communicate(timeout=60)
    assert errors == ""


def test_closed_streams_change_no_exit_code() -> None:
    command = f"exec {sys.executable} -m lstmcast train >&- 2>&-"
    assert subprocess.run(["/bin/sh", "-c", command], check=False).returncode == 2


def test_colour_is_a_choice() -> None:
    assert _ESCAPE not in run("trian").stderr
    assert _ESCAPE in run("trian", FORCE_COLOR="1").stderr
    assert _ESCAPE not in run("trian", FORCE_COLOR="1", NO_COLOR="1", TERM="dumb").stderr


def test_an_ascii_terminal_gets_ascii() -> None:
    result = run("train", "caf\u00e9.csv", "--horizon", "\u00e9", PYTHONIOENCODING="ascii")
    assert result.returncode == 2
    assert result.stderr.isascii()
    assert "Traceback" not in result.stderr
