"""What there was to choose from, for people and for programs."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from builders import small_model
from printing import printed
from rich.text import Text

from lstmcast.artifact.manifest import Candidate, Manifest
from lstmcast.model.spec import ModelSpec
from lstmcast.outputs import outcomes
from lstmcast.outputs.candidates import candidate_table
from lstmcast.outputs.documents import encode_document
from lstmcast.outputs.figures import ASCII
from lstmcast.outputs.metrics import metrics_document
from lstmcast.training.names import Origin

CANDIDATES = (
    Candidate(name="pretrained", loss=0.21, skill=0.214, chosen=False),
    Candidate(name="fine-tuned", loss=0.19, skill=-0.02, chosen=False),
    Candidate(name="median", loss=0.18, skill=0.27, chosen=True),
)


def test_a_row_for_each_candidate() -> None:
    assert (
        printed(*candidate_table(CANDIDATES))
        == """
Validated on earlier windows, skill against the repeated season
               loss  skill
  pretrained  0.210  +21 %
  fine-tuned  0.190   −2 %
  median      0.180  +27 %  chosen
"""
    )
    doubted = printed(*candidate_table(CANDIDATES, trust=0.75))
    assert doubted.rstrip().endswith("+27 %  chosen, 75 % trusted")
    assert printed(*candidate_table(CANDIDATES, glyphs=ASCII)).isascii()


def test_no_choice_no_table() -> None:
    assert candidate_table(()) == []


def test_programs_are_told_of_members_trust_and_candidates(manifest: Manifest) -> None:
    document = metrics_document(
        dataclasses.replace(manifest, candidates=CANDIDATES, horizon=3), model_path=Path("m")
    )
    document = json.loads(encode_document(document))
    assert (document["horizon"], document["lookback"]) == (3, 24)
    assert document["training"]["trust"] == 0.75
    assert document["network"]["hidden"] == 6
    assert document["network"]["parameters"] == manifest.training.parameters
    assert document["members"] == [
        {"origin": "scratch", "cell": "lstm", "bidirectional": False, "hidden": 6, "layers": 1,
         "horizon": 4, "lookback": 24}
    ]  # fmt: skip
    assert document["candidates"][2] == {
        "name": "median", "loss": 0.18, "skill": 0.27, "chosen": True,
    }  # fmt: skip
    assert metrics_document(manifest, model_path=Path("m"))["candidates"] == []


def test_several_networks_in_words() -> None:
    small, large = (ModelSpec(horizon=2, lookback=4, patch=2, hidden=hidden) for hidden in (8, 16))
    manifest = small_model(small, large, small).manifest
    said = "median of 3 networks: LSTM of 8 units; LSTM of 16 units"
    assert outcomes.networks(manifest.members) == said
    assert outcomes.networks(manifest.members[:1]) == "LSTM of 8 units"
    assert said in outcomes.training(manifest).plain


@pytest.mark.parametrize(
    ("ended", "why"),
    [
        ("too short", "too few values to validate training"),
        ("finished", "training did not improve on it"),
        ("interrupted", "training has not improved on it; ended: interrupted"),
    ],
)
def test_a_network_left_as_it_is_says_why(manifest: Manifest, ended: str, why: str) -> None:
    """Too short to validate says nothing of what was learnt elsewhere."""
    record = dataclasses.replace(manifest.training, steps=0, ended=ended)
    (member,) = manifest.members

    def told(*origins: Origin) -> Text:
        members = tuple(dataclasses.replace(member, origin=origin) for origin in origins)
        return outcomes.training(dataclasses.replace(manifest, members=members, training=record))

    network = "LSTM of 6 units"
    assert told("pretrained").plain.startswith(f"Pretrained network, as it is: {network} (")
    assert told("given").plain.startswith(f"The given network, as it is: {network} (")
    given = told("given", "given").plain
    assert given.startswith(f"The given networks, as they are: median of 2 networks: {network} (")
    for said in (told("pretrained").plain, told("given").plain, given):
        assert said.endswith(f" weights; {why})")
    assert told("pretrained", "scratch").plain.startswith("Pretrained + trained: median of 2")
    if ended == "too short":
        assert told("scratch").plain.startswith("Not trained: too few values")


@pytest.mark.parametrize(
    ("origins", "how"),
    [
        (("scratch",), "Trained: LSTM"),
        (("fine-tuned",), "Fine-tuned: LSTM"),
        (("pretrained", "fine-tuned"), "Pretrained + fine-tuned: median of 2 networks: LSTM"),
    ],
)
def test_how_each_network_came_about(origins: tuple[str, ...], how: str) -> None:
    spec = ModelSpec(horizon=2, lookback=4, patch=2, hidden=8)
    manifest = small_model(*[spec] * len(origins)).manifest
    members = tuple(
        dataclasses.replace(member, origin=origin)
        for member, origin in zip(manifest.members, origins, strict=True)
    )
    said = outcomes.training(dataclasses.replace(manifest, members=members)).plain
    assert said.startswith(f"{how} of 8 units (")
    assert "100 steps" in said
