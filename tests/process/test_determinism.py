"""What a forecast depends on, and what it does not: seed, order of rows, threads, other series."""

from __future__ import annotations

import csv
import io
import json
import random
import sys
from pathlib import Path

import pytest
from running import MONTHLY, Trained, run, succeed

AIR = Path(__file__).parents[2] / "sample_data" / "air_passengers.csv"
LOADS = Path(__file__).parents[2] / "sample_data" / "station_load.csv"
QUICK = {"LSTMCAST_STEPS": "12"}
HEAVY = {"torch", "sklearn", "scipy", "matplotlib"}

#: Runs a command and tells, as the last line of standard error, what was imported for it.
_LISTING = """
import json, sys
from lstmcast.cli.app import main
code = main(sys.argv[1:])
names = sorted({name.partition(".")[0] for name in sys.modules})
sys.stderr.write("\\n" + json.dumps([code, names]))
"""


def forecast(folder: Path, *flags: str, text: str, **env: str) -> bytes:
    """Train on a text, predict, and return the forecast's bytes."""
    folder.mkdir()
    (folder / "sales.csv").write_text(text)
    succeed(folder, ["train", "sales.csv", "--quiet", *flags], env={**QUICK, **env})
    succeed(folder, ["predict", "--quiet"], env=env)
    return (folder / "forecast.csv").read_bytes()


def numbers(forecast: bytes) -> list[float]:
    """Return all numbers of a forecast, in order."""
    _, *rows = csv.reader(io.StringIO(forecast.decode()))
    return [float(cell) for row in rows for cell in row[1:]]


@pytest.fixture(scope="module")
def air(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the forecast of the air passengers with one thread and seed 0."""
    return forecast(tmp_path_factory.mktemp("air") / "run", text=AIR.read_text())


def test_same_seed_same_bytes(tmp_path: Path, air: bytes) -> None:
    again = forecast(tmp_path / "run", "--seed", "0", text=AIR.read_text(), PYTHONHASHSEED="7")
    assert again == air


def test_another_seed_is_another_forecast(tmp_path: Path) -> None:
    """From scratch, since no seed has a say in a network that came with the package."""
    flags = ("--from", "scratch", "--seed")
    one, other = (
        forecast(tmp_path / seed, *flags, seed, text=AIR.read_text(), LSTMCAST_STEPS="120")
        for seed in ("0", "1")
    )
    assert other != one
    assert numbers(other) == pytest.approx(numbers(one), rel=0.5)


def test_the_order_of_rows_does_not_matter(tmp_path: Path, air: bytes) -> None:
    head, *rows = AIR.read_text().splitlines()
    random.Random(5).shuffle(rows)
    shuffled = forecast(tmp_path / "run", text="\n".join([head, *rows]) + "\n")
    assert numbers(shuffled) == pytest.approx(numbers(air), rel=1e-6)


def test_the_number_of_threads_does_not_matter(tmp_path: Path, air: bytes) -> None:
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    two = forecast(tmp_path / "run", text=AIR.read_text(), **dict.fromkeys(names, "2"))
    assert numbers(two) == pytest.approx(numbers(air), rel=1e-6)


def test_a_series_is_forecast_alone_as_among_others(tmp_path: Path) -> None:
    head, *rows = LOADS.read_text().splitlines()
    whole = forecast(tmp_path / "run", text=LOADS.read_text(), LSTMCAST_STEPS="2")
    station = rows[-1].partition(",")[0]
    own = [row for row in rows if row.startswith(f"{station},")]
    (tmp_path / "run" / "one.csv").write_text("\n".join([head, *own]) + "\n")
    alone = succeed(tmp_path / "run", ["predict", "one.csv", "-o", "-"]).stdout
    names, *made = whole.decode().splitlines()
    expected = [row for row in made if row.startswith(f"{station},")]
    assert 0 < len(expected) < len(made)
    assert alone.splitlines() == [names, *expected]


def test_the_order_of_rows_does_not_change_a_byte_of_a_prediction(
    tmp_path: Path, trained: Trained
) -> None:
    head, *rows = MONTHLY.splitlines()
    random.Random(6).shuffle(rows)
    arguments = ["predict", "-", "-o", "-", "-m", str(trained.model)]
    straight = succeed(tmp_path, arguments, given=MONTHLY.encode())
    shuffled = succeed(tmp_path, arguments, given="\n".join([head, *rows]).encode())
    assert shuffled.out == straight.out


def loaded(folder: Path, *arguments: str) -> set[str]:
    """Return the packages that a command imports; it has to succeed."""
    finished = run(folder, arguments, program=[sys.executable, "-c", _LISTING])
    code, names = json.loads(finished.stderr.splitlines()[-1])
    assert code == 0, finished.stderr
    return set(names)


@pytest.mark.parametrize("command", ["predict", "inspect data", "inspect model"])
def test_only_training_waits_for_torch(tmp_path: Path, trained: Trained, command: str) -> None:
    arguments = {
        "predict": ["predict", "-m", str(trained.model)],
        "inspect data": ["inspect", str(trained.data)],
        "inspect model": ["inspect", str(trained.model)],
    }[command]
    assert loaded(tmp_path, *arguments) & HEAVY == set()


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["train", "--help"]])
def test_help_waits_for_nothing(tmp_path: Path, arguments: list[str]) -> None:
    assert loaded(tmp_path, *arguments) & (HEAVY | {"numpy", "pandas", "rich"}) == set()
