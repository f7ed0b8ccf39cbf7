"""A job with alerts: whoever asks for its exit code hears the same, as often as it runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lstmcast.cli.app import main
from lstmcast.jobs.ledger.ledger import open_ledger
from tests.benchmarks.kills.nights import JOB, make_job, months
from tests.benchmarks.kills.processes import JobProcess, start

MET, UNMET = "forecast > 0", "forecast < 0"
QUIET = ("run", "job.toml", "--quiet")


def job(when: str, *, fail: bool) -> str:
    return f'{JOB}[alert]\nwhen = ["{when}"]\nfail = {str(fail).lower()}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_job(tmp_path, job=job(MET, fail=True))


def night(folder: Path, *more: str) -> tuple[int, JobProcess]:
    done = start(folder, (*QUIET, *more))
    return done.end(), done


def recorded(folder: Path) -> list[tuple[int | None, str]]:
    """Return the exit codes and endings in the ledger, oldest first."""
    with open_ledger(folder / "job.state" / "ledger.db", job="job", read_only=True) as ledger:
        return [(run.exit_code, run.status) for run in ledger.runs()[::-1]]


def test_the_code_is_the_same_everywhere_and_every_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, first = night(folder)
    assert code == 1
    assert "Error: 1 alert: sales meets forecast > 0 at 1963-01" in first.err.read_text()
    assert (folder / "forecast.csv").is_file()
    record = json.loads((folder / "job.state" / "run.json").read_bytes())
    assert (record["exit_code"], record["status"]) == (1, "findings")
    written = (folder / "forecast.csv").stat().st_mtime_ns
    for _ in range(2):
        code, again = night(folder)
        assert code == 1
        assert "Error: 1 alert: sales meets" in again.err.read_text()
        record = json.loads((folder / "job.state" / "run.json").read_bytes())
        assert (record["exit_code"], record["status"]) == (1, "already done")
    assert (folder / "forecast.csv").stat().st_mtime_ns == written
    assert night(folder, "--force")[0] == 1
    assert recorded(folder) == [
        (1, "findings"), (1, "already done"), (1, "already done"), (1, "findings"),
    ]  # fmt: skip
    monkeypatch.chdir(folder)
    assert main(["history", "job.toml", "--json"]) == 0
    runs = json.loads(capsys.readouterr().out)["runs"]
    assert [run["exit_code"] for run in runs] == [1, 1, 1, 1]


def test_whether_it_fails_is_asked_each_time(folder: Path) -> None:
    (folder / "job.toml").write_text(job(MET, fail=False))
    codes = [night(folder)[0]]
    (folder / "job.toml").write_text(job(MET, fail=True))
    codes.append(night(folder)[0])
    (folder / "job.toml").write_text(job(MET, fail=False))
    codes.append(night(folder)[0])
    assert codes == [0, 1, 0]
    assert [status for _, status in recorded(folder)] == ["done", "already done", "already done"]


def test_other_conditions_are_another_run(folder: Path) -> None:
    (folder / "job.toml").write_text(job(UNMET, fail=True))
    codes = [night(folder)[0], night(folder)[0]]
    (folder / "job.toml").write_text(job(MET, fail=True))
    codes.append(night(folder)[0])
    assert codes == [0, 0, 1]
    assert [status for _, status in recorded(folder)] == ["done", "already done", "findings"]


def test_a_night_with_alerts_counts_as_one(folder: Path) -> None:
    """What it knew is what the next one is held against."""
    assert night(folder)[0] == 1
    (folder / "sales.csv").write_text(months(35))
    code, shrunk = night(folder)
    assert code == 6
    assert "those of the run before" in shrunk.err.read_text()
