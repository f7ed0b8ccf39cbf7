"""What the calendar says, from a training to a forecast: no rows to come are needed for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from covariate_shops import Made, Row, make, manifest_of, numbers, points, write

from lstmcast.config import Config, CovariateConfig, NetworkConfig, TrainingConfig, WindowConfig

FIRST = np.datetime64("2022-11-01")
DAYS, HORIZON = 420, 14  # up to 2023-12-25
HEAD = ("day", "sold")
#: German holidays on which next to nothing is sold, and fairs of two days that triple it.
CLOSED = {
    "2022-12-25", "2022-12-26", "2023-01-01", "2023-04-07", "2023-04-10", "2023-05-01",
    "2023-05-18", "2023-05-29", "2023-10-03", "2023-12-25", "2023-12-26", "2024-01-01",
}  # fmt: skip
FAIRS = [f"2023-{month:02d}-{3 * month - 1:02d}" for month in range(1, 10)]
FAIRS += ["2023-11-08", "2023-11-23", "2023-12-08"]


def rows_until(days: int = DAYS) -> list[Row]:
    random = np.random.default_rng(0)
    fair = {str(np.datetime64(day) + lag) for day in FAIRS for lag in (0, 1)}
    made = []
    for step in range(days):
        day = str(FIRST + step)
        sold = 40 + 5 * np.sin(2 * np.pi * step / 7) + random.normal(0, 0.5)
        sold += -35 * (day in CLOSED) + 45 * (day in fair)
        made.append({"day": day, "sold": f"{sold:.2f}"})
    return made


def fairs(path: Path, *days: str) -> str:
    path.write_text("date,name,lag\n" + "".join(f"{day},fair,1\n" for day in days))
    return str(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calendar")


@pytest.fixture(scope="module")
def made(folder: Path) -> Made:
    """Return a model that knows months, German holidays and fairs."""
    config = Config(
        window=WindowConfig(horizon=HORIZON, season=7, lookback=21),
        network=NetworkConfig(hidden=6),
        training=TrainingConfig(steps=60, batch_size=32, learning_rate=5e-3),
        covariates=CovariateConfig(
            calendar=("weekday",), holidays=("DE",), events=fairs(folder / "fairs.csv", *FAIRS)
        ),
    )
    return make(folder, rows_until(), config, head=HEAD)


def test_the_model_keeps_what_it_makes_of_time_stamps(made: Made) -> None:
    manifest = manifest_of(made)
    assert made.used
    assert manifest.covariates == ()  # of files
    assert (manifest.features.calendar, manifest.features.holidays) == (("weekday",), ("DE",))
    assert [(event.name, event.lag) for event in manifest.features.events] == [("fair", 1)]
    names = [each.name for each in manifest.importance]
    assert names[:2] == ["calendar weekday sin", "calendar weekday cos"]
    assert names[-3:] == ["holiday DE", "event fair", "event fair after"]
    rises = {each.name: each.rise for each in manifest.importance}
    assert max(rises, key=rises.__getitem__).startswith("event fair")
    assert "future-needed" not in {note.code for note in made.report.notes}


def test_a_forecast_needs_no_rows_and_knows_the_holidays_to_come(made: Made, folder: Path) -> None:
    report = made.predict(write(folder / "a.csv", rows_until(), HEAD))
    (sold,) = points(report)
    days = np.array(report.forecast.calendar.format(report.forecast.ordinals[0]))
    closed = np.isin([day[:10] for day in days], list(CLOSED))
    assert days[0][:10] == "2023-12-26"
    assert closed.sum() == 2
    assert sold[closed].mean() < sold[~closed].mean() - 10


def test_newer_events_move_the_days_they_are_on(made: Made, folder: Path) -> None:
    source = write(folder / "a.csv", rows_until(), HEAD)
    before = points(made.predict(source))
    newer = fairs(folder / "newer.csv", *FAIRS, "2023-12-29")
    report = made.predict(source, Config(covariates=CovariateConfig(events=newer)))
    moved = (points(report) - before)[0]
    assert (moved[3:5] > 15).all()
    assert (moved[:3] == 0).all()
    assert (np.abs(moved[5:]) < 10).all()
    assert not {"event-unknown", "event-absent"} & {note.code for note in report.notes}


def test_the_same_events_again_change_nothing(made: Made, folder: Path) -> None:
    source = write(folder / "a.csv", rows_until(), HEAD)
    again = Config(covariates=CovariateConfig(events=str(folder / "fairs.csv")))
    assert numbers(made.predict(source, again)) == numbers(made.predict(source))


def test_events_that_the_model_does_not_know_are_told(made: Made, folder: Path) -> None:
    (folder / "other.csv").write_text("date,name\n2023-12-30,strike\n")
    config = Config(covariates=CovariateConfig(events=str(folder / "other.csv")))
    report = made.predict(write(folder / "a.csv", rows_until(), HEAD), config)
    texts = {note.code: note.text for note in report.notes}
    assert "'strike'" in texts["event-unknown"]


def test_beyond_the_horizon_the_calendar_goes_on(made: Made, folder: Path) -> None:
    """New Year lies in the first block, a fair to come in the second."""
    source = write(folder / "a.csv", rows_until(), HEAD)
    newer = CovariateConfig(events=fairs(folder / "newer.csv", *FAIRS, "2024-01-12"))
    longer = WindowConfig(horizon=2 * HORIZON)
    before = points(made.predict(source, Config(window=longer)))
    after = points(made.predict(source, Config(window=longer, covariates=newer)))
    moved = (after - before)[0]
    assert (moved[17:19] > 15).all()
    assert (moved[:17] == 0).all()


def test_newer_rows_have_their_own_calendar(made: Made, folder: Path) -> None:
    """The forecast of a day follows from its date, not from the file it was trained on."""
    rows = rows_until(DAYS - 15)  # until 2023-12-10: both holidays are in the second block
    report = made.predict(
        write(folder / "b.csv", rows, HEAD), Config(window=WindowConfig(horizon=2 * HORIZON))
    )
    days = [day[:10] for day in report.forecast.calendar.format(report.forecast.ordinals[0])]
    sold = points(report)[0]
    christmas = [days.index("2023-12-25"), days.index("2023-12-26")]
    assert sold[christmas].mean() < np.delete(sold, christmas).mean() - 10


def test_a_model_without_events_reads_none(useful: Made, folder: Path) -> None:
    source = write(folder / "c.csv", useful.rows)
    config = Config(covariates=CovariateConfig(events=str(folder / "fairs.csv")))
    report = useful.predict(source, config)
    [note] = [note for note in report.notes if note.code == "unread-file"]
    assert "uses no events" in note.text
    assert numbers(report) == numbers(useful.predict(source))
