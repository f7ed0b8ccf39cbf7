"""What signals leave behind: the best so far, the older model, and never half a file."""

from __future__ import annotations

import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest
from running import MONTHLY, PATIENCE, TOOL, Finished, Trained, contents, run, succeed
from safetensors.numpy import load_file
from terminals import reading_pipe, watched

MODEL = "model.safetensors"
METRICS = "model.metrics.json"
CHECKPOINT = "model.safetensors.checkpoint"
TRAIN = ["train", "sales.csv", "--lookback", "24", "--horizon", "3"]
#: Steps so small and slow that the best comes late, and both stages can be watched.
SLOW = {"LSTMCAST_LEARNING_RATE": "0.0003", "LSTMCAST_BATCH_SIZE": "2048"}
SHORT = {**SLOW, "LSTMCAST_STEPS": "40"}
LONG = {**SLOW, "LSTMCAST_STEPS": "100000"}
#: A bar of either stage that has come some way.
SEARCHING = r"Learning +\S* *(?:[3-9]|\d{2,})/\d+"
REFITTING = r"all data +\S* *(?:[3-9]|\d{2,})/\d+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A training that was interrupted, and what it left."""

    folder: Path
    finished: Finished


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sales.csv").write_text(MONTHLY)
    return tmp_path


@pytest.fixture(scope="module")
def straight(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what an uninterrupted training makes, forecast included."""
    folder = tmp_path_factory.mktemp("straight")
    (folder / "sales.csv").write_text(MONTHLY)
    succeed(folder, TRAIN, env=SHORT)
    succeed(folder, ["predict"])
    return folder


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Stopped:
    """Return a training that was interrupted in its search; its folder is not to be written to."""
    folder = tmp_path_factory.mktemp("stopped")
    (folder / "sales.csv").write_text(MONTHLY)
    return Stopped(folder=folder, finished=interrupt(folder, signal.SIGINT))


def interrupt(folder: Path, number: signal.Signals, stage: str = SEARCHING) -> Finished:
    """Start a training and send it a signal once it has taken some steps of a stage."""
    with watched(folder, TRAIN, SHORT) as training:
        training.wait_for(stage)
        training.send(number)
        return training.finish()


def test_a_signal_publishes_the_best_so_far(stopped: Stopped, tmp_path: Path) -> None:
    assert stopped.finished.code == 130
    told = stopped.finished.stderr
    assert "Interrupted: the best weights so far are in the model." in told
    assert told.rstrip().endswith("--resume")
    assert set(contents(stopped.folder)) == {"sales.csv", MODEL, METRICS, CHECKPOINT}
    succeed(tmp_path, ["predict", "--model", str(stopped.folder / MODEL)])


def test_a_signal_leaves_an_older_model_alone(folder: Path, trained: Trained) -> None:
    shutil.copy(trained.model, folder / MODEL)
    finished = interrupt(folder, signal.SIGTERM)
    assert finished.code == 143
    assert "the older model is untouched" in finished.stderr
    assert set(contents(folder)) == {"sales.csv", MODEL, CHECKPOINT}
    assert (folder / MODEL).read_bytes() == trained.model.read_bytes()


@pytest.mark.parametrize("stage", ["searching", "refitting"])
def test_resuming_ends_where_a_straight_run_does(
    folder: Path, straight: Path, stopped: Stopped, stage: str
) -> None:
    if stage == "searching":
        shutil.copytree(stopped.folder, folder, dirs_exist_ok=True)
    else:
        assert interrupt(folder, signal.SIGINT, REFITTING).code == 130
    succeed(folder, [*TRAIN, "--resume"], env=SHORT)
    assert set(contents(folder)) == {"sales.csv", MODEL, METRICS}
    succeed(folder, ["predict"])
    assert (folder / "forecast.csv").read_bytes() == (straight / "forecast.csv").read_bytes()
    resumed, expected = load_file(folder / MODEL), load_file(straight / MODEL)
    assert {name: weight.tobytes() for name, weight in resumed.items()} == {
        name: weight.tobytes() for name, weight in expected.items()
    }


@pytest.mark.parametrize("change", ["data", "settings"])
def test_a_checkpoint_of_another_training_is_refused(
    folder: Path, stopped: Stopped, change: str
) -> None:
    shutil.copytree(stopped.folder, folder, dirs_exist_ok=True)
    if change == "data":
        (folder / "sales.csv").write_text(MONTHLY + "1963-01,172\n")
    before = contents(folder)
    more = ["--seed", "1"] if change == "settings" else []
    finished = run(folder, [*TRAIN, *more, "--resume"], env=SHORT)
    assert finished.code == 2
    assert "belongs to other data or other settings" in finished.stderr
    assert contents(folder) == before


def test_a_second_signal_stops_at_once(folder: Path) -> None:
    with watched(folder, TRAIN, LONG) as training:
        training.wait_for(SEARCHING)
        # Two that arrive together: between two sent one by one the run may have ended.
        for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGTERM, signal.SIGCONT):
            training.send(number)
        finished = training.finish()
    assert finished.code in {130, 143}
    assert "Error: interrupted" in finished.stderr
    assert set(contents(folder)) == {"sales.csv"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", ["train", "predict", "inspect"])
def test_a_signal_ends_reading(
    folder: Path, trained: Trained, command: str, number: signal.Signals
) -> None:
    model = ["-m", str(trained.model)] if command == "predict" else []
    with reading_pipe(folder, [command, "data.csv", *model]) as reader:
        reader.send_signal(number)
        out, err = reader.communicate(timeout=PATIENCE)
        assert reader.returncode == 128 + number
        assert out == b""
        assert err == b"Error: interrupted\n"
        assert {path.name for path in folder.iterdir()} == {"sales.csv", "data.csv"}


def test_a_kill_leaves_no_torn_file(folder: Path, trained: Trained) -> None:
    shutil.copy(trained.model, folder / MODEL)
    with watched(folder, TRAIN, LONG) as training:
        training.wait_for(SEARCHING)
        training.send(signal.SIGKILL)
        assert training.finish().code == -signal.SIGKILL
    assert set(contents(folder)) == {"sales.csv", MODEL, f"{MODEL}.lock"}
    assert (folder / MODEL).read_bytes() == trained.model.read_bytes()
    succeed(folder, TRAIN, env={"LSTMCAST_STEPS": "2"})  # the dead run's lock is nobody's
    assert set(contents(folder)) == {"sales.csv", MODEL, METRICS}


def test_a_second_training_of_the_same_model_waits_for_later(folder: Path) -> None:
    with reading_pipe(folder, ["train", "data.csv"]):
        before = set(contents(folder))
        second = run(folder, TRAIN)
        assert second.code == 75
        assert "another run is writing model.safetensors" in second.stderr
        assert set(contents(folder)) == before


def test_an_ignored_interrupt_stays_ignored(folder: Path) -> None:
    program = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *TOOL]
    with watched(folder, TRAIN, SHORT, program=program) as training:
        training.wait_for(SEARCHING)
        training.send(signal.SIGINT)
        assert training.finish().code == 0
