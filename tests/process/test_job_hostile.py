"""A night of a job when everything goes wrong: a code, a sentence, no damage, and a next night."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from running import MONTHLY, TOOL, Finished, contents, environment, run, succeed
from spaces import may_mount, on_a_full_disk, read_only
from spoilt_models import flipped

_JOB = """[job]
source = "sales.csv"
[window]
horizon = 3
[retraining]
retrain = "never"
[training]
steps = 5
"""
_DUMPS = Path(__file__).parents[1] / "jobs" / "ledger" / "dumps"
_mounting = pytest.mark.skipif(not may_mount(), reason="nothing can be mounted here")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job whose first night went well, on the evening before the next one."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "job.toml"

    @property
    def data(self) -> Path:
        return self.folder / "sales.csv"

    @property
    def ledger(self) -> Path:
        return self.folder / "job.state" / "ledger.db"

    @property
    def model(self) -> Path:
        return (self.folder / "job.state" / "models" / "current").resolve()

    def published(self) -> tuple[bytes, Path, bytes]:
        """Return the forecast, and which model forecasts."""
        return (self.folder / "forecast.csv").read_bytes(), self.model, self.model.read_bytes()

    def night(
        self,
        *flags: str,
        env: Mapping[str, str] | None = None,
        program: Sequence[str] = TOOL,
    ) -> Finished:
        return run(self.folder, ["run", "job.toml", "--quiet", *flags], env=env, program=program)

    def next_night(self) -> None:
        """Have a night in which all is well: quiet, a newer forecast, and nothing left behind."""
        finished = self.night()
        assert (finished.code, finished.out, finished.err) == (0, b"", b"")
        self.ensure_whole()
        first = (self.folder / "forecast.csv").read_text().splitlines()[1]
        assert first.startswith("1963-02,")
        assert not list(self.folder.rglob(".lstmcast-*"))
        assert not (self.folder / "job.state" / "lock").exists()

    def ensure_whole(self) -> None:
        """See that the forecast is a whole file and that the ledger is in order."""
        text = (self.folder / "forecast.csv").read_text()
        assert text.endswith("\n")
        assert len(text.splitlines()) == 1 + 3
        with sqlite3.connect(self.ledger) as ledger:
            assert ledger.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        ledger.close()


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("job")
    (folder / "sales.csv").write_text(MONTHLY)
    (folder / "job.toml").write_text(_JOB)
    succeed(folder, ["run", "job.toml", "--quiet"])
    return folder


@pytest.fixture
def job(first_night: Path, tmp_path: Path) -> Job:
    shutil.copytree(first_night, tmp_path / "job", symlinks=True)
    with (tmp_path / "job" / "sales.csv").open("a") as stream:
        stream.write("1963-01,196\n")
    return Job(folder=tmp_path / "job")


def said(finished: Finished) -> str:
    """Return the sentence a run ended with; it is quiet otherwise, and knows what went wrong."""
    assert finished.out == b""
    assert "Traceback" not in finished.stderr
    assert "a bug in lstmcast" not in finished.stderr
    (sentence,) = [line for line in finished.stderr.splitlines() if line.startswith("Error: ")]
    return sentence


@_mounting
@pytest.mark.parametrize("free", [0, 40])
def test_a_full_disk(job: Job, free: int) -> None:
    before = job.published()
    finished = job.night(program=on_a_full_disk(job.folder, free=free))
    kept = Path(f"{job.folder}.kept")
    shutil.rmtree(job.folder)
    kept.rename(job.folder)
    assert finished.code == 2
    assert "the disk is full" in said(finished)
    assert "make room in" in finished.stderr
    assert job.published() == before
    job.next_night()


@pytest.mark.parametrize("most", [0, 60_000])
def test_files_that_may_not_grow(job: Job, most: int) -> None:
    """As under a quota: the ledger cannot be opened, or takes the run but not its end."""
    limiting = (
        "import resource, runpy; "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {resource.RLIM_INFINITY})); "
        "runpy.run_module('lstmcast', run_name='__main__')"
    )
    model = job.published()[1:]
    finished = job.night(program=[sys.executable, "-c", limiting])
    assert finished.code == 2
    assert "cannot " in said(finished)
    assert job.published()[1:] == model
    job.ensure_whole()
    job.next_night()


def test_a_log_on_a_full_disk_changes_no_exit_code(job: Job) -> None:
    for code in (0, 5):
        if code:
            job.data.unlink()
        with Path("/dev/full").open("wb") as full:
            process = subprocess.run(
                [*TOOL, "run", "job.toml"],
                cwd=job.folder,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=full,
                stderr=full,
                check=False,
            )
        assert process.returncode == code


@_mounting
@pytest.mark.parametrize("place", [".", "job.state"])
def test_a_place_that_is_read_only(job: Job, place: str) -> None:
    before = contents(job.folder)
    finished = job.night(program=read_only(job.folder / place))
    assert finished.code == 2
    assert "no permission to write in" in said(finished)
    assert contents(job.folder) == before
    job.next_night()


@_mounting
@pytest.mark.parametrize("words", [["history", "job.toml"], ["run", "job.toml", "--dry-run"]])
def test_looking_needs_no_place_to_write(job: Job, words: list[str]) -> None:
    before = contents(job.folder)
    assert run(job.folder, words, program=read_only(job.folder)).code == 0
    assert contents(job.folder) == before


@_mounting
def test_an_output_that_is_read_only(job: Job) -> None:
    job.file.write_text(_JOB.replace("[window]", 'output = "web/forecast.csv"\n[window]'))
    web = job.folder / "web"
    web.mkdir()
    shutil.copy(job.folder / "forecast.csv", web)
    before = contents(web)
    finished = job.night(program=read_only(web))
    assert finished.code == 2
    assert "web/forecast.csv: no permission to write in" in said(finished)
    assert contents(web) == before
    assert job.night().code == 0
    assert contents(web) != before


def test_a_bare_environment(job: Job) -> None:
    """No HOME, no terminal, no locale, a zone that nobody knows; one that is odd but real."""
    process = subprocess.run(
        [*TOOL, "run", "job.toml"],
        cwd=job.folder,
        env={name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        | {"TZ": "Nowhere/At_All"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        start_new_session=True,
        check=True,
    )
    assert process.stdout == b""
    assert b"Forecast from 1963-01" in process.stderr
    before = job.published()
    assert job.night("--force", env={"TZ": "Pacific/Apia"}).code == 0
    assert job.published() == before


def test_words_that_the_locale_cannot_spell(job: Job) -> None:
    rows = [f"Köln,{row}\nŁódź,{row}" for row in MONTHLY.splitlines()[1:]]
    job.data.write_text("\n".join(["Stadt,month,sales", *rows]) + "\n", encoding="utf-8")
    job.file.write_text(f'{_JOB}[alert]\nwhen = ["hi-80 > 0"]\n')
    shutil.rmtree(job.folder / "job.state")
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    finished = run(job.folder, ["run", "job.toml"], env=plain)
    assert finished.code == 0, finished.stderr
    assert finished.stderr.isascii()
    assert "K\\xf6ln" in finished.stderr
    text = (job.folder / "forecast.csv").read_text(encoding="utf-8")
    assert "Köln," in text
    assert "Łódź," in text
    assert run(job.folder, ["history", "job.toml"], env=plain).code == 0


def test_a_clock_that_jumps_back(job: Job) -> None:
    finished = job.night("--now", "1999-12-31T23:59:59")
    assert (finished.code, finished.err) == (0, b"")
    job.ensure_whole()
    history = run(job.folder, ["history", "job.toml", "--csv"]).stdout.splitlines()
    assert [line.split(",")[5] for line in history[1:]] == ["0", "0"]
    with job.data.open("a") as stream:
        stream.write("1963-02,203\n")
    assert job.night().code == 0


def test_a_source_that_is_not_there(job: Job) -> None:
    before, source = job.published(), job.data.read_bytes()
    job.data.unlink()
    finished = job.night()
    assert finished.code == 5
    assert f"there is no file {job.data}" in said(finished)
    assert job.published() == before
    job.data.write_bytes(source)
    job.next_night()


@pytest.mark.parametrize(("rows", "code"), [(20, 6), (0, 5)])
def test_a_file_that_shrinks_overnight(job: Job, rows: int, code: int) -> None:
    before, source = job.published(), job.data.read_text()
    job.data.write_text("".join(source.splitlines(keepends=True)[: 1 + rows]))
    finished = job.night()
    assert finished.code == code
    assert said(finished)
    assert job.published() == before
    job.data.write_text(source)
    job.next_night()


def test_data_that_are_cut_off_while_they_are_read(job: Job) -> None:
    """A writer dies in the middle of a cell: through a pipe, every reader is in the midst of it."""
    before, source = job.published(), job.data.read_bytes()
    job.data.unlink()
    os.mkfifo(job.data)
    cut = source[: source.index(b"1961-11,") + len(b"1961-1")]
    writer = threading.Thread(target=job.data.write_bytes, args=(cut,), daemon=True)
    writer.start()
    finished = job.night()
    writer.join()
    assert finished.code in {5, 6}
    assert said(finished)
    assert job.published() == before
    job.data.unlink()
    job.data.write_bytes(source)
    job.next_night()


def test_a_model_that_is_damaged_is_made_again(job: Job) -> None:
    spoilt = job.model
    spoilt.write_bytes(flipped(spoilt.read_bytes()))
    finished = job.night()
    assert finished.code == 0
    assert finished.stderr.startswith("Warning: ")
    assert job.model != spoilt
    job.next_night()


def test_a_ledger_that_is_damaged(job: Job) -> None:
    before = job.published()
    with job.ledger.open("r+b") as stream:
        stream.truncate(5000)
    finished = job.night()
    assert finished.code == 5
    assert f"the ledger {job.ledger} is damaged" in said(finished)
    assert job.published() == before
    (hint,) = [line for line in finished.stderr.splitlines() if line.startswith("Hint: ")]
    command = hint.split("move it away with ")[1].split(" and the next run")[0]
    subprocess.run(command, shell=True, check=True)
    job.next_night()


def test_a_ledger_of_an_older_version(job: Job) -> None:
    job.ledger.unlink()
    with sqlite3.connect(job.ledger) as older:
        older.executescript((_DUMPS / "m001_runs.sql").read_text())
    older.close()
    job.next_night()


def test_a_job_file_with_a_word_that_nobody_knows(job: Job) -> None:
    before = contents(job.folder) | {"job.toml": f"{_JOB}retrian = 3\n".encode()}
    job.file.write_text(f"{_JOB}retrian = 3\n")
    finished = job.night()
    assert finished.code == 2
    assert f"{job.file}, line 9: [training] has no setting retrian" in said(finished)
    assert contents(job.folder) == before
    job.file.write_text(_JOB)
    job.next_night()
