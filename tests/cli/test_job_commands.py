"""``lstmcast init`` and ``lstmcast schedule``: streams, files, exit codes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer

from lstmcast.cli.app import create_app, main
from lstmcast.jobs.reading import read_job

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "air_passengers.csv"


@pytest.fixture
def data(workplace: Path) -> Path:
    path = workplace / "air.csv"
    path.write_bytes(SAMPLE.read_bytes())
    return path


@pytest.mark.usefixtures("data")
def test_a_job_file_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "air.csv", "--horizon", "6"]) == 0
    output = capsys.readouterr()
    document = tomllib.loads(output.out)
    assert document["job"] == {"source": "air.csv"}
    assert document["window"] == {"horizon": 6, "season": 12}
    assert output.err.startswith("Read air.csv: 144 rows")
    assert output.err.splitlines()[-1] == "Next  lstmcast run job.toml --dry-run"
    assert main(["init", "air.csv", "--quiet"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("data")
def test_a_job_file_is_not_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    Path("jobs").mkdir()
    assert main(["init", "air.csv", "-o", "jobs/air.toml", "-q"]) == 0
    assert capsys.readouterr() == ("", "")
    job = Path("jobs/air.toml")
    assert read_job(job, {}).source == Path.cwd() / "air.csv"
    job.write_text("changed by hand", encoding="utf-8")
    assert main(["init", "air.csv", "-o", "jobs/air.toml"]) == 2
    assert "jobs/air.toml is there already" in capsys.readouterr().err
    assert job.read_text(encoding="utf-8") == "changed by hand"
    assert main(["init", "nowhere.csv", "-o", "other.toml"]) == 5
    assert not Path("other.toml").exists()


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("output", ["-", "job.toml"])
def test_json_of_init_is_one_document(output: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "air.csv", "-o", output, "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    document = json.loads(printed.out)
    assert document["schema"] == 1
    assert document["settings"]["data"]["target"] == ["passengers"]
    assert ("job" in document) == (output == "-")
    assert Path("job.toml").exists() == (output == "job.toml")


@pytest.fixture
def job(workplace: Path) -> Path:
    path = workplace / "job.toml"
    path.write_text('[job]\nsource = "air.csv"\n', encoding="utf-8")
    return path


def test_a_line_for_cron(job: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", "job.toml", "--at", "0 6 * * *"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    [line] = [line for line in output.out.splitlines() if not line.startswith("#")]
    assert line.startswith(f"0 6 * * * cd {job.parent} && ")
    assert [path.name for path in job.parent.iterdir()] == ["job.toml"]  # nothing is installed


@pytest.mark.usefixtures("job")
def test_the_line_is_one_that_run_understands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", "job.toml", "--at", "@daily", "--json"]) == 0
    words = json.loads(capsys.readouterr().out)["command"]
    group: Any = typer.main.get_command(create_app())
    command = group.commands[words[words.index("run")]]
    known = {option for param in command.params for option in param.opts}
    after = words[words.index("run") + 1 :]
    assert {word for word in after if word.startswith("-")} <= known
    assert [Path(word).name for word in after if not word.startswith("-")] == ["job.toml"]


@pytest.mark.usefixtures("job")
def test_units_for_systemd(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", "job.toml", "--at", "@daily", "--systemd"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# lstmcast-job.service\n")
    assert "\n\n# lstmcast-job.timer\n" in printed
    assert "OnCalendar=*-*-* 00:00:00\n" in printed


def test_json_of_schedule_is_one_document(job: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", "job.toml", "--at", "@daily", "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    document = json.loads(printed.out)
    assert document["job"] == str(job)
    assert document["cron"] == "0 0 * * *"
    assert document["installed"] == []
    assert list(document["texts"]) == ["crontab"]


def test_installing_says_where(
    job: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def install(schedule: object, environ: object) -> bool:
        del environ
        asked.append(schedule.job)  # type: ignore[attr-defined]
        return len(asked) == 1

    monkeypatch.setattr("lstmcast.jobs.crontab.install_crontab", install)
    assert main(["schedule", "job.toml", "--at", "@daily", "--install"]) == 0
    assert capsys.readouterr() == ("", "Put the job into your crontab\n")
    assert main(["schedule", "job.toml", "--at", "@daily", "--install"]) == 0
    assert capsys.readouterr() == ("", "The job was already in your crontab\n")
    assert asked == [job, job]


def test_installing_units_says_where(
    job: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def install(schedule: object, environ: object) -> tuple[Path, ...]:
        del schedule, environ
        return (job.with_name("a.service"),)

    monkeypatch.setattr("lstmcast.jobs.install_units.install_units", install)
    words = ["schedule", "job.toml", "--at", "@daily", "--systemd", "--install"]
    assert main(words) == 0
    told = capsys.readouterr().err.splitlines()
    assert told == [
        f"Put the job into {job.with_name('a.service')}",
        "Next  loginctl enable-linger",
    ]


@pytest.mark.usefixtures("job")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["job.toml"], "Missing option '--at'"),
        (["job.toml", "--at", "6 o'clock"], "is no time for cron"),
        (["nowhere.toml", "--at", "@daily"], "cannot read"),
    ],
)
def test_mistakes_end_with_2(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schedule", *words]) == 2
    assert message in capsys.readouterr().err
