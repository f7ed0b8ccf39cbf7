"""What the commands say of covariates: which there are, and what has to be typed next."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lstmcast.artifact.store import encode_model
from lstmcast.cli.app import main
from lstmcast.data.covariates import Column
from lstmcast.features.plan import FeaturePlan
from lstmcast.workflows import train as training
from tests.builders import small_model

if TYPE_CHECKING:
    from lstmcast.workflows.reports import TrainReport

PRICE = Column(name="price", when="known")
KIND = Column(name="kind", when="static", levels=("big", "small", "tiny"))

pytestmark = pytest.mark.usefixtures("workplace")


@pytest.fixture
def shops(workplace: Path) -> str:
    """Write two shops over 60 days, with prices of ten days to come; return the file's name."""
    days = np.datetime64("2024-01-01") + np.arange(70)
    rows = [
        f"{shop},{day},{'' if step >= 60 else 20 + step % 7},{2 + step % 3},{step % 5},{kind}"
        for shop, kind in (("a", "big"), ("b", "small"))
        for step, day in enumerate(days)
    ]
    (workplace / "shops.csv").write_text(
        "\n".join(["shop,day,sold,price,guests,kind", *rows]) + "\n"
    )
    return "shops.csv"


def facts(text: str) -> dict[str, str]:
    """Return the names and values that stand below each other."""
    pairs = [line.split(maxsplit=1) for line in text.splitlines() if line.startswith("  ")]
    return {pair[0]: pair[-1].strip() for pair in pairs}


def test_inspect_shows_the_covariates_of_data(
    shops: str, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = ["--target", "sold", "--past", "guests", "--static", "kind", "--calendar", "weekday"]
    assert main(["inspect", shops, *flags]) == 0
    shown = facts(capsys.readouterr().out)
    assert shown["known"] == "ahead  price"
    assert shown["past"] == "only    guests"
    assert shown["static"] == "kind (2 levels)"
    assert shown["calendar"] == "weekday"
    assert main(["inspect", shops, *flags, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["covariates"] == [
        {"name": "price", "when": "known", "levels": None},
        {"name": "guests", "when": "past", "levels": None},
        {"name": "kind", "when": "static", "levels": 2},
    ]
    assert document["roles"]["known"] == ["price"]
    assert document["features"]["calendar"] == ["weekday"]
    assert "future-needed" in {note["code"] for note in document["notes"]}


def test_inspect_shows_the_covariates_of_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    model = small_model()
    roles = replace(model.manifest.roles, known=("price",), static=("kind",))
    manifest = replace(
        model.manifest,
        roles=roles,
        covariates=(PRICE, KIND),
        features=FeaturePlan(holidays=("DE",)),
    )
    Path("m.safetensors").write_bytes(encode_model(replace(model, manifest=manifest)))
    assert main(["inspect", "m.safetensors"]) == 0
    shown = facts(capsys.readouterr().out)
    assert shown["known"] == "ahead  price"
    assert shown["static"] == "kind (3 levels)"
    assert shown["holidays"] == "DE"


@pytest.mark.parametrize(
    ("lacking", "flags", "following"),
    [
        (True, [], "future-template -o future.csv"),
        (False, [], "predict"),
        (False, ["--future", "f.csv"], "predict --future f.csv"),
        (True, ["-o", "m"], "future-template -m m -o future.csv"),
    ],
)
@pytest.mark.usefixtures("calls")
def test_train_sends_for_the_rows_that_are_missing(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    lacking: bool,
    flags: list[str],
    following: str,
) -> None:
    answer = training.train

    def train(source: str, config: Any, **rest: Any) -> TrainReport:
        report = answer(source, config, **rest)
        assert report.model is not None
        return replace(report, model=replace(report.model, lacks_rows=lacking))

    monkeypatch.setattr(training, "train", train)
    assert main(["train", "air.csv", *flags]) == 0
    assert capsys.readouterr().err.splitlines()[-1] == f"Next  lstmcast {following}"


@pytest.mark.parametrize(
    "typed",
    [
        "predict shops.csv --future f.csv",
        "predict shops.csv --pretrained --future-fill last",
        "explain shops.csv --pretrained --events e.csv",
        "report shops.csv --holidays DE",
        "report shops.csv --pretrained --known price",
        "backtest shops.csv --pretrained --past guests",
        "backtest shops.csv --pretrained --calendar auto",
    ],
)
@pytest.mark.usefixtures("shops")
def test_the_pretrained_network_takes_no_covariates(
    typed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LSTMCAST_MODEL", raising=False)
    assert main(typed.split()) == 2
    flag = typed.split()[-2]
    said = capsys.readouterr().err
    assert f"the pretrained LSTM sees values alone, so {flag} says nothing to it" in said
    assert "lstmcast train DATA.csv" in said


def test_a_settings_file_for_training_is_none_of_the_pretrained_networks_business(
    shops: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LSTMCAST_MODEL", raising=False)
    Path("lstmcast.toml").write_text(
        '[data]\ntarget = ["sold"]\n[covariates]\nknown = ["price"]\npast = ["guests"]\n'
        'static = ["kind"]\ncalendar = ["auto"]\nevents = "nowhere.csv"\nfuture = "nowhere.csv"\n'
    )
    assert main(["predict", shops, "--pretrained", "--json"]) == 0
    notes = {note["code"]: note["text"] for note in json.loads(capsys.readouterr().out)["notes"]}
    assert notes["values-alone"] == (
        "the pretrained LSTM sees values alone: price, guests, calendar and events are not used;"
        " `lstmcast train` can learn from them"
    )
    assert not {"known-ahead", "unused-columns"} & set(notes)


def test_offers_without_a_model_are_those_of_train(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LSTMCAST_MODEL", raising=False)
    days = np.datetime64("2024-01-01") + np.arange(70)
    rows = [
        f"{day},{20 + step % 7},{2 + step % 3},{step % 5}" if step < 60 else f"{day},,2,"
        for step, day in enumerate(days)
    ]
    Path("shop.csv").write_text("\n".join(["day,sold,price,guests", *rows]) + "\n")
    assert main(["predict", "shop.csv", "--target", "sold", "--pretrained", "--json"]) == 0
    notes = {note["code"]: note["text"] for note in json.loads(capsys.readouterr().out)["notes"]}
    assert notes["values-alone"] == (
        "the pretrained LSTM sees values alone: price is not used; `lstmcast train` can learn"
        " from it"
    )
    assert notes["unused-columns"] == (
        "not used: guests (not a target); `lstmcast inspect` says how `lstmcast train` could use"
        " some"
    )
