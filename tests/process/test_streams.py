"""Where words and results go: standard output, standard error, files, and nowhere else."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import threading
from pathlib import Path

import pytest
from rich.cells import cell_len
from running import MONTHLY, TOOL, Trained, contents, environment, run, succeed
from terminals import ESCAPES, watched

AIR = Path(__file__).parents[2] / "sample_data" / "air_passengers.csv"
QUICK = {"LSTMCAST_STEPS": "5"}
LONG_NAME = "a_rather_long_name_of_a_file_that_somebody_exported_from_a_warehouse_on_a_monday.csv"
COPYABLE = ("Wrote ", "Next ", "Error: ", "Hint: ")  # never wrapped, so that they can be copied


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sales.csv").write_text(MONTHLY)
    return tmp_path


def commands(trained: Trained) -> dict[str, list[str]]:
    """Return each kind of command once."""
    return {
        "train": ["train", "sales.csv"],
        "predict": ["predict", "sales.csv", "-m", str(trained.model)],
        "inspect data": ["inspect", "sales.csv"],
        "inspect model": ["inspect", str(trained.model)],
    }


KINDS = ("train", "predict", "inspect data", "inspect model")


@pytest.mark.parametrize("kind", KINDS)
def test_words_for_people_have_no_escape_codes_in_a_pipe(
    folder: Path, trained: Trained, kind: str
) -> None:
    finished = succeed(folder, commands(trained)[kind], env={**QUICK, "TERM": "xterm-256color"})
    result, words = finished.stdout, finished.stderr
    assert "\x1b" not in result + words
    assert "\r" not in result + words
    assert bool(result) == kind.startswith("inspect")  # files are the result of the others
    assert bool(words) != kind.startswith("inspect")


@pytest.mark.parametrize("kind", KINDS)
def test_quiet_is_silent(folder: Path, trained: Trained, kind: str) -> None:
    finished = succeed(folder, [*commands(trained)[kind], "--quiet"], env=QUICK)
    assert (finished.out, finished.err) == (b"", b"")


@pytest.mark.parametrize("kind", KINDS)
def test_json_is_one_document(folder: Path, trained: Trained, kind: str) -> None:
    finished = succeed(folder, [*commands(trained)[kind], "--json"], env=QUICK)
    assert finished.err == b""
    assert isinstance(json.loads(finished.out), dict)


def test_json_and_rows_share_standard_output(folder: Path, trained: Trained) -> None:
    arguments = ["predict", "sales.csv", "-m", str(trained.model), "-o", "-"]
    document = json.loads(succeed(folder, [*arguments, "--json"]).out)
    assert len(document["forecast"]) == document["rows"] == document["horizon"]
    by_variable = succeed(folder, arguments, env={"LSTMCAST_JSON": "1"})
    assert json.loads(by_variable.out) == document


def test_a_pipe_from_end_to_end(folder: Path, trained: Trained) -> None:
    before = contents(folder)
    finished = succeed(
        folder, ["predict", "-", "-o", "-", "-m", str(trained.model)], given=MONTHLY.encode()
    )
    head, *rows = finished.stdout.splitlines()
    assert head == "month,forecast,lo-80,hi-80,lo-95,hi-95"
    assert rows[0].startswith("1963-01,")
    assert contents(folder) == before
    succeed(folder, ["predict", "sales.csv", "-o", "file.csv", "-m", str(trained.model)])
    assert (folder / "file.csv").read_bytes() == finished.out


@pytest.mark.parametrize("command", ["inspect data", "predict"])
def test_data_may_come_from_a_named_pipe(folder: Path, trained: Trained, command: str) -> None:
    os.mkfifo(folder / "pipe.csv")
    writer = threading.Thread(target=(folder / "pipe.csv").write_text, args=(MONTHLY,), daemon=True)
    writer.start()
    arguments = ["pipe.csv" if word == "sales.csv" else word for word in commands(trained)[command]]
    finished = succeed(folder, arguments)
    assert "36 rows" in finished.stdout + finished.stderr


def test_training_from_a_pipe_says_how_to_go_on(folder: Path) -> None:
    finished = succeed(folder, ["train", "-"], env=QUICK, given=MONTHLY.encode())
    assert finished.stderr.splitlines()[-1] == "Next  lstmcast predict DATA.csv"


@pytest.mark.parametrize("arguments", [["predict", "sales.csv", "-o", "-"], ["inspect", "m"]])
def test_a_reader_that_goes_away_is_no_news(
    folder: Path, trained: Trained, arguments: list[str]
) -> None:
    (folder / "m").write_bytes(trained.model.read_bytes())
    reading, writing = os.pipe()
    os.close(reading)  # as head does, only sooner
    try:
        process = subprocess.run(
            [*TOOL, *arguments],
            cwd=folder,
            env=environment({"LSTMCAST_MODEL": "m"}),
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert process.returncode == 141
    assert b"Broken pipe" not in process.stderr
    assert b"Error" not in process.stderr


def show(folder: Path, arguments: list[str], env: dict[str, str]) -> str:
    """Run the tool with all streams on one terminal and return all that came out of it."""
    terminal, end = pty.openpty()
    process = subprocess.Popen(
        [*TOOL, *arguments],
        cwd=folder,
        env=environment({"COLUMNS": "80", "TERM": "xterm-256color", **env}),
        stdin=subprocess.DEVNULL,
        stdout=end,
        stderr=end,
    )
    os.close(end)
    shown = b""
    try:
        while piece := os.read(terminal, 65536):
            shown += piece
    except OSError:  # Linux: the last writer has gone
        pass
    finally:
        os.close(terminal)
    assert process.wait() == 0, shown
    return shown.decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", ["air passengers", "long names"])
def test_nothing_is_wider_than_the_terminal(
    tmp_path: Path, trained: Trained, kind: str, data: str
) -> None:
    name, text = "sales.csv", AIR.read_text().replace("passengers", "sales")
    if data == "long names":
        name, text = LONG_NAME, MONTHLY.replace("sales", f"sales_{'of_everything_' * 9}")
    (tmp_path / name).write_text(text)
    arguments = [name if word == "sales.csv" else word for word in commands(trained)[kind]]
    if kind == "predict" and data == "long names":
        arguments += ["--target", f"sales_{'of_everything_' * 9}"]
    shown = show(tmp_path, arguments, QUICK)
    lines = [ESCAPES.sub("", line) for line in shown.replace("\r", "\n").split("\n")]
    wide = [line for line in lines if cell_len(line) > 80 and not line.startswith(COPYABLE)]
    assert wide == []
    assert "\x1b[" in shown


@pytest.mark.parametrize("kind", ["predict", "inspect model"])
def test_no_color_takes_the_colours_away(folder: Path, trained: Trained, kind: str) -> None:
    shown = show(folder, commands(trained)[kind], {"NO_COLOR": "1"})
    assert not [code for code in ("\x1b[3", "\x1b[9", "\x1b[4") if code in shown]


def test_progress_is_for_terminals(folder: Path) -> None:
    with watched(folder, ["train", "sales.csv"], {"LSTMCAST_STEPS": "40"}) as training:
        training.wait_for("Fine-tuning")
        assert training.finish().out == b""
    with watched(folder, ["train", "sales.csv", "--quiet"], QUICK) as training:
        assert training.finish().err == b""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("more", [{"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {}])
def test_the_poorest_locale_gets_plain_characters(
    folder: Path, trained: Trained, kind: str, more: dict[str, str]
) -> None:
    if kind != "predict":  # the model knows the column by its other name
        (folder / "sales.csv").write_text(MONTHLY.replace("sales", "størrelse"), encoding="utf-8")
    arguments = commands(trained)[kind]
    finished = succeed(folder, arguments, env={**QUICK, "LC_ALL": "C", **more})
    if more:
        assert (finished.out + finished.err).isascii()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_appears_where_nobody_asked(folder: Path, trained: Trained, kind: str) -> None:
    (folder / "work").mkdir()
    (folder / "out").mkdir()
    arguments = [
        "../sales.csv" if word == "sales.csv" else word for word in commands(trained)[kind]
    ]
    outputs = {"train": ["-o", "../out/m.safetensors"], "predict": ["-o", "../out/f.csv"]}
    (folder / "work").chmod(0o555)
    env = {**QUICK, "HOME": str(folder / "work")}
    succeed(folder / "work", [*arguments, *outputs.get(kind, [])], env=env)
    made = set(contents(folder)) - {"work", "out", "sales.csv"}
    assert made == {
        "train": {"out/m.safetensors", "out/m.metrics.json"},
        "predict": {"out/f.csv"},
    }.get(kind, set())


@pytest.mark.parametrize("kind", KINDS)
def test_closed_streams_are_no_trouble(folder: Path, trained: Trained, kind: str) -> None:
    program = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *TOOL]
    finished = run(folder, commands(trained)[kind], env=QUICK, program=program)
    assert finished.code == 0


def test_standard_input_that_is_closed_is_empty(folder: Path) -> None:
    program = ["sh", "-c", 'exec "$@" <&-', "sh", *TOOL]
    finished = run(folder, ["inspect", "-"], program=program)
    assert finished.code == 5
    assert "standard input" in finished.stderr
