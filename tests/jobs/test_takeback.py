"""``lstmcast rollback job.toml``: what it takes back, what it says, and what it writes down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from model_folders import keep

from lstmcast.cli.app import main
from lstmcast.jobs.ledger.ledger import open_ledger
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.reading import read_job
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


def test_what_was_mended_before_is_told(
    kept: list[Version], capsys: pytest.CaptureFixture[str]
) -> None:
    kept[2].path.write_bytes(b"damaged")
    assert main(["rollback", "job.toml", "--quiet"]) == 0
    told = " ".join(capsys.readouterr().err.split())
    assert told == (
        f"Warning: the current model {kept[2].name} is damaged; from now on it is {kept[1].name}"
    )


def test_where_nothing_can_be_taken_back(
    paths: JobPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rollback", "job.toml"]) == 2
    assert "has never run" in capsys.readouterr().err
    paths.state.mkdir()
    assert main(["rollback", "job.toml"]) == 2
    assert "there is no model to take back" in capsys.readouterr().err
    assert not paths.ledger.exists()
