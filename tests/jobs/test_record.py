"""``run.json``: complete, and without a secret in any place."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from nights import ALL, BROKEN, DONE, LOCKED, STARTED, chronicle, told
from test_redaction import LEDGER, PING, WEBHOOK, tells

from lstmcast import __version__
from lstmcast.jobs.channel import NotToldError
from lstmcast.jobs.events import Event, Failed, Warned
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.record import RunFacts, RunRecord, Setting, resources, settings_of
from lstmcast.jobs.redaction import HIDDEN, Redactor

FACTS = RunFacts(
    arguments=("lstmcast", "run", "sales.toml"),
    settings=(
        Setting(name="window.horizon", value=28, source="sales.toml, line 3: [window] horizon"),
        Setting(name="data.id", value=("shop", "item"), source="--id"),
    ),
    limits={"memory_bytes": 2**30, "processors": None},
)


def record(path: Path, facts: RunFacts, *events: Event, secrets: tuple[str, ...] = ()) -> Any:
    redactor = Redactor(secrets)
    RunRecord(path, facts, redactor).hear(told(events[-1]), chronicle(*events))
    return json.loads(path.read_text())


def test_what_is_recorded(tmp_path: Path) -> None:
    document = record(tmp_path / "run.json", FACTS, *ALL)
    assert list(document)[:9] == [
        "schema", "job", "run_id", "status", "exit_code", "started", "ended", "seconds", "error",
    ]  # fmt: skip
    assert document["argv"] == ["lstmcast", "run", "sales.toml"]
    assert document["configuration"] == {
        "window.horizon": {"value": 28, "source": "sales.toml, line 3: [window] horizon"},
        "data.id": {"value": ["shop", "item"], "source": "--id"},
    }
    assert document["versions"]["lstmcast"] == __version__
    assert {"python", "torch", "numpy", "pandas"} <= set(document["versions"])
    assert document["timings"]["predicted"] == 1.5
    assert document["limits"] == {"memory_bytes": 2**30, "processors": None}
    assert document["data"]["sha256"] == "ab" * 32
    assert document["forecast"]["model"] == "12"
    assert document["exit_code"] == 0


def test_the_peak_of_memory_is_in_bytes() -> None:
    before = resources()["peak_memory_bytes"]
    block = bytearray(before.__ceil__() + 50_000_000)
    block[::4096] = b"x" * len(block[::4096])
    assert resources()["peak_memory_bytes"] >= before + 40_000_000
    assert resources()["processor_seconds"] > 0


def test_a_failed_night_is_recorded_too(tmp_path: Path) -> None:
    document = record(tmp_path / "run.json", FACTS, STARTED, BROKEN)
    assert (document["exit_code"], document["status"]) == (5, "failed")
    assert document["data"] is None


def test_nothing_before_the_end_nor_from_who_finds_it_locked(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    for event in (STARTED, LOCKED):
        RunRecord(path, FACTS, Redactor()).hear(told(event), chronicle(event))
    assert not path.exists()


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(NotToldError, match="does not exist"):
        record(tmp_path / "nowhere" / "run.json", FACTS, DONE)


SPOTS = ("argument", "flag", "value", "source", "name", "limit", "message", "warning", "path")


@pytest.mark.parametrize("spot", SPOTS)
@pytest.mark.parametrize("secret", [PING, WEBHOOK, LEDGER])
def test_a_secret_in_every_place(tmp_path: Path, spot: str, secret: str) -> None:
    facts, night = FACTS, list(ALL)
    if spot == "argument":
        facts = replace(facts, arguments=("lstmcast", secret, f"x={secret}"))
    elif spot == "flag":
        facts = replace(facts, arguments=("lstmcast", "--ping", secret, f"--webhook={secret}"))
    elif spot == "value":
        nested = {"deep": [secret, {secret: secret}]}
        facts = replace(facts, settings=(Setting(name="job.x", value=nested, source="default"),))
    elif spot == "source":
        facts = replace(facts, settings=(Setting(name="job.x", value=1, source=f"in {secret}"),))
    elif spot == "name":
        facts = replace(facts, settings=(Setting(name=secret, value=1, source="default"),))
    elif spot == "limit":
        facts = replace(facts, limits={"memory": secret})
    elif spot == "message":
        night[-2] = Failed(code="bug", message=f"cannot reach {secret}", hint=secret)
    elif spot == "warning":
        night[-3] = Warned(code="ping", text=f"{secret} is wrong")
    else:
        night[0] = replace(STARTED, path=f"/srv/{secret}")
        night[1] = replace(night[1], path=secret)  # type: ignore[call-arg]
    text = json.dumps(record(tmp_path / "run.json", facts, *night, secrets=(PING, WEBHOOK, LEDGER)))
    assert tells(text) == []


def test_the_settings_of_a_job_and_where_they_come_from(tmp_path: Path) -> None:
    job = tmp_path / "sales.toml"
    job.write_text(
        f'[job]\nsource = "sales.csv"\n[window]\nhorizon = 28\n[notify]\nping = "{PING}"\n'
    )
    spec = read_job(job, {"LSTMCAST_SEED": "7", "LSTMCAST_LEDGER_URL": LEDGER})
    facts = RunFacts(arguments=(), settings=settings_of(spec))
    shown = record(tmp_path / "run.json", facts, DONE, secrets=(PING, LEDGER))
    settings = shown["configuration"]
    assert settings["window.horizon"]["value"] == 28
    assert settings["window.horizon"]["source"].endswith("sales.toml, line 4: [window] horizon")
    assert settings["training.seed"] == {"value": 7, "source": "LSTMCAST_SEED"}
    assert settings["network.cell"] == {"value": "lstm", "source": "default"}
    assert settings["notify.ping"]["value"] == settings["ledger.url"]["value"] == HIDDEN
    assert settings["ledger.url"]["source"] == "LSTMCAST_LEDGER_URL"
    assert tells(json.dumps(shown)) == []
