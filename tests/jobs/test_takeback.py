"""``lstmcast rollback job.toml``: what it takes back, what it says, and what it writes down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from model_folders import KilledError, keep

from lstmcast.cli.app import main
from lstmcast.jobs.journal import read_journal
from lstmcast.jobs.ledger.ledger import open_ledger
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.takeback import take_back
from lstmcast.jobs.versions import Version, current, promote


@pytest.fixture
def paths(workplace: Path) -> JobPaths:
    (workplace / "job.toml").write_text('[job]\nsource = "sales.csv"\n')
    return JobPaths.of(read_job(Path("job.toml"), {}))


@pytest.fixture
def kept(paths: JobPaths) -> list[Version]:
    """Let three models forecast, one after the other, and return them."""
    made = [keep(paths, number) for number in range(3)]
    for version in made:
        promote(paths, version)
    return made


def test_the_one_before_forecasts_again(
    paths: JobPaths, kept: list[Version], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rollback", "job.toml", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["from"], document["to"]) == (kept[2].name, kept[1].name)
    assert main(["rollback", "job.toml"]) == 0
    told = " ".join(capsys.readouterr().err.split())
    assert told == f"{kept[1].name} was taken back; {kept[0].name} forecasts again"
    assert current(paths) == kept[0]
    with open_ledger(paths.ledger, job="job", read_only=True) as ledger:
        written = [(row.from_model, row.to_model, row.run) for row in ledger.promotions()]
    names = [version.name for version in kept]
    assert written == [(names[1], names[0], None), (names[2], names[1], None)]


def test_a_damaged_model_is_all_that_is_taken_back(
    paths: JobPaths, kept: list[Version], capsys: pytest.CaptureFixture[str]
) -> None:
    kept[2].path.write_bytes(b"damaged")
    assert main(["rollback", "job.toml", "--quiet"]) == 0
    assert current(paths) == kept[1]
    assert read_journal(paths.models).taken_back == ()
    told = " ".join(capsys.readouterr().err.split())
    assert told == (
        f"Warning: the current model {kept[2].name} is damaged; from now on it is {kept[1].name}"
    )


def test_who_was_killed_in_taking_back_and_tries_again_takes_one_back(
    paths: JobPaths, kept: list[Version], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = read_job(Path("job.toml"), {})
    with monkeypatch.context() as patched:
        patched.setattr("lstmcast.jobs.versions.replace_link", _die)
        with pytest.raises(KilledError):
            take_back(spec, tell=lambda _: None)
    assert current(paths) == kept[2]
    assert main(["rollback", "job.toml", "--quiet"]) == 0
    assert current(paths) == kept[1]
    with open_ledger(paths.ledger, job="job", read_only=True) as ledger:
        [written] = ledger.promotions()
    assert (written.from_model, written.to_model) == (kept[2].name, kept[1].name)


def _die(*_: object) -> None:
    raise KilledError


def test_where_nothing_can_be_taken_back(
    paths: JobPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rollback", "job.toml"]) == 2
    assert "has never run" in capsys.readouterr().err
    paths.state.mkdir()
    assert main(["rollback", "job.toml"]) == 2
    assert "there is no model to take back" in capsys.readouterr().err
    assert not paths.ledger.exists()
