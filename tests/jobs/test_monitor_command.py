"""``lstmcast monitor job.toml`` on a job with a real ledger: its words, its JSON, its codes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from builders import MONTHLY, small_model

from lstmcast.artifact.store import encode_model
from lstmcast.cli.app import main
from lstmcast.data.series import SeriesKey, SeriesSet
from lstmcast.evaluation.scores import HoldoutReport, Scores
from lstmcast.jobs.ledger.ledger import open_ledger
from lstmcast.jobs.ledger.rows import ForecastRow
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.promise import promise_of
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.reference import reference_of
from lstmcast.jobs.reference_file import encode_reference, reference_path
from lstmcast.jobs.scoring import score_earlier
from lstmcast.jobs.versions import Version, keep_version, promote

MONTHS, TRAINED = 120, 96
NOW = datetime(2024, 3, 1, 3, tzinfo=UTC)


def sales(jump: float = 0.0) -> SeriesSet:
    step = np.arange(MONTHS)
    noise = np.random.default_rng(0).normal(size=MONTHS)
    values = 100 + 10 * np.sin(step * np.pi / 6) + noise + jump * (step >= TRAINED)
    return SeriesSet(
        keys=(SeriesKey(("north",), "sales"),),
        values=values.round(3),
        offsets=np.array([0, MONTHS]),
        starts=np.array([0]),
        calendar=MONTHLY,
    )


def write_csv(path: Path, data: SeriesSet) -> None:
    times = data.calendar.format(np.arange(MONTHS))
    rows = [f"{time},north,{value}" for time, value in zip(times, data.values, strict=True)]
    path.write_text("\n".join(["month,shop,sales", *rows]) + "\n")


@pytest.fixture
def paths(workplace: Path) -> JobPaths:
    """Make a job with a model, which has forecast each of the last 24 months; return its files."""
    data = sales()
    write_csv(workplace / "sales.csv", data)
    Path("job.toml").write_text('[job]\nsource = "sales.csv"\n')
    paths = JobPaths.of(read_job(Path("job.toml"), {}))
    version = keep_version(paths, encode_model(small_model()), b"{}", now=NOW)
    promote(paths, version)
    known = data.until(np.array([TRAINED]))
    reference_path(version.path).write_bytes(encode_reference(reference_of(known, season=12)))
    with open_ledger(paths.ledger, job="job") as ledger:
        run = ledger.begin_run(started=NOW, command="run")
        times = MONTHLY.instants(np.arange(MONTHS))
        for step in range(TRAINED, MONTHS):
            value = 100 + 10 * np.sin(step * np.pi / 6)
            ledger.add_forecasts([forecast(run.id, version, times[step - 1], times[step], value)])
        score_earlier(ledger, data, run=run.id, season=12, since=-(10**12))
    return paths


def forecast(run: int, version: Version, cutoff: int, time: int, value: float) -> ForecastRow:
    return ForecastRow(
        run=run,
        series=("north",),
        target="sales",
        cutoff=int(cutoff),
        model=version.name,
        step=1,
        time=int(time),
        value=value,
        lower={80.0: value - 1.28, 95.0: value - 1.96},
        upper={80.0: value + 1.28, 95.0: value + 1.96},
    )


def rescore(paths: JobPaths, data: SeriesSet) -> int:
    write_csv(Path("sales.csv"), data)
    with open_ledger(paths.ledger, job="job") as ledger:
        scored = score_earlier(ledger, data, run=1, season=12, since=-(10**12))
    assert scored.new == ()
    return len(scored.corrected)


def test_a_job_that_does_what_it_should(
    paths: JobPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    del paths
    assert main(["monitor", "job.toml"]) == 0
    assert capsys.readouterr().out == "job: nothing found.\n"
    assert main(["monitor", "job.toml", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main(["monitor", "job.toml", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["findings"] == []
    assert document["compared"] is True


def test_findings_end_with_one(paths: JobPaths, capsys: pytest.CaptureFixture[str]) -> None:
    assert rescore(paths, sales(jump=80.0)) == MONTHS - TRAINED
    assert main(["monitor", "job.toml", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [each["id"] for each in found] == ["coverage-80", "coverage-95", "level"]
    assert found[0]["message"] == "80 % intervals held 0% of 24 values in the last 24 nights."
    assert found[0]["subject"] == "80"
    assert found[2]["series"] == ["north"]
    assert main(["monitor", "job.toml"]) == 1
    shown = capsys.readouterr().out
    assert "coverage-80" in shown
    assert "train again" in " ".join(shown.split())
    assert main(["monitor", "job.toml", "--quiet"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "[level]" in err


def test_nothing_is_written(paths: JobPaths) -> None:
    def content() -> dict[Path, bytes]:
        files = (each for each in Path().rglob("*") if each.is_file())
        # What SQLite keeps in memory for all readers together has a name.
        return {each: each.read_bytes() for each in files if "ledger.db-" not in each.name}

    before = content()
    assert paths.ledger.relative_to(Path.cwd()) in before
    assert main(["monitor", "job.toml"]) == 0
    assert content() == before


def test_without_a_reference_only_forecasts_are_judged(
    paths: JobPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    rescore(paths, sales(jump=80.0))
    reference_path(paths.current).unlink()
    assert main(["monitor", "job.toml"]) == 1
    out, err = capsys.readouterr()
    assert "coverage-95" in out
    assert "level" not in out.split()
    assert "Nothing was kept" in err


def test_other_models_and_no_model(paths: JobPaths, capsys: pytest.CaptureFixture[str]) -> None:
    rescore(paths, sales(jump=80.0))
    other = small_model(seed=5)
    promote(paths, keep_version(paths, encode_model(other), b"{}", now=NOW.replace(day=2)))
    assert main(["monitor", "job.toml"]) == 0
    paths.current.unlink()
    capsys.readouterr()
    assert main(["monitor", "job.toml"]) == 4
    assert "has no model yet" in capsys.readouterr().err


def test_the_holdout_is_what_was_promised() -> None:
    manifest = small_model().manifest
    assert promise_of(manifest, (80.0,)).error is None
    assert promise_of(manifest, (80.0,)).missed == pytest.approx((0.25,))
    scores = {
        manifest.name: Scores(
            mae=1.0, rmse=1.0, smape=None, mase=0.8, coverage={"80": 0.6, "95": 0.99}
        )
    }
    tested = HoldoutReport(
        horizon=4, series=1, points=4, season=12, scores=scores, skill_by_step=(None,) * 4
    )
    promise = promise_of(replace(manifest, holdout=tested), (80.0, 95.0))
    assert promise.missed == pytest.approx((0.5, 0.0625))
    assert promise.error == pytest.approx(1.2)
