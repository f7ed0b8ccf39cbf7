"""What there was to choose from, for people and for programs."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

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
              skill
  pretrained  +21 %
  fine-tuned   −2 %
  median      +27 %  chosen
"""
    )
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


def test_a_pretrained_network_on_few_rows_is_no_repeated_season(manifest: Manifest) -> None:
    """Too short to validate says nothing of what was learnt elsewhere."""
    record = dataclasses.replace(manifest.training, steps=0, ended="too short")
    (member,) = manifest.members

    def told(origin: str) -> Text:
        members = (dataclasses.replace(member, origin=origin),)
        return outcomes.training(dataclasses.replace(manifest, members=members, training=record))

    assert told("scratch").plain.startswith("Not trained: too few rows")
    assert "repeats" not in told("pretrained").plain
