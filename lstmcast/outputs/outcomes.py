"""What came of a run, for people: the network, the files, the next command."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from rich.text import Text

from lstmcast.outputs.figures import UNICODE, Glyphs, count, duration
from lstmcast.outputs.labels import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lstmcast.artifact.manifest import Manifest, Member
    from lstmcast.model.spec import ModelSpec
    from lstmcast.prior.matching import How
    from lstmcast.training.names import Origin


#: What was done to a network, by its origin.
_TAUGHT: dict[Origin, str] = {
    "pretrained": "pretrained",
    "given": "given",
    "fine-tuned": "fine-tuned",
    "covariates": "trained with covariates",
    "scratch": "trained",
}


def network(spec: ModelSpec) -> str:
    """Return "LSTM of 64 units, 2 layers, both directions"."""
    layers = f", {spec.layers} layers" if spec.layers > 1 else ""
    both = ", both directions" if spec.bidirectional else ""
    return f"{spec.cell.upper()} of {spec.hidden} units{layers}{both}"


def networks(members: Sequence[Member]) -> str:
    """Return the network, or "median of 3 networks: LSTM of 64 units; GRU of 32 units"."""
    kinds = "; ".join(dict.fromkeys(network(member.spec) for member in members))
    return kinds if len(members) == 1 else f"median of {len(members)} networks: {kinds}"


def training(manifest: Manifest) -> Text:
    """Return what was trained, for how long, and why it ended."""
    record = manifest.training
    if manifest.untaught and record.ended == "too short":
        return Text(
            "Not trained: too few values to validate what is learnt. The model repeats the"
            " last season, or the last value, and its usual errors.",
            style="yellow",
        )
    made, weights = networks(manifest.members), count(record.parameters, "weight")
    untouched = _as_they_are(manifest) if record.steps == 0 else None
    if untouched is not None:
        return Text(f"{untouched}: {made} ({weights}; {_unimproved(record.ended)})")
    ended = "" if record.ended == "finished" else f"; ended: {record.ended}"
    how = " + ".join(_TAUGHT[member.origin] for member in manifest.members)
    size = f"{weights}, {count(record.steps, 'step')}"
    return Text(f"{how.capitalize()}: {made} ({size}, {duration(record.seconds)}{ended})")


def _as_they_are(manifest: Manifest) -> str | None:
    """Return which networks were left as they were; None if one was made here."""
    origins = {member.origin for member in manifest.members}
    if not origins <= {"pretrained", "given"}:
        return None
    whose = "Pretrained" if origins == {"pretrained"} else "The given"
    several = len(manifest.members) > 1
    return f"{whose} networks, as they are" if several else f"{whose} network, as it is"


def _unimproved(ended: str) -> str:
    """Return why networks are left as they are."""
    if ended == "too short":
        return "too few values to validate training"
    if ended in {"time limit", "interrupted"}:
        return f"training has not improved on it; ended: {ended}"
    return "training did not improve on it"


def untrained(network: str, *, season: int, made_for: int, matched: How) -> Text:
    """Return that a pretrained network forecast, for which season, and what may be better."""
    how = {"own": "", "multiple": f", made for {made_for}", "folded": f", folded onto {made_for}"}
    suited = f"a season of {count(season, 'step')}{how[matched]}" if season > 1 else "no season"
    return Text(
        f"Forecast by the pretrained {network} for {suited}: it has not seen these data before."
        " `lstmcast train` tests it on them, and may improve on it."
    )


def written(*paths: Path) -> Text:
    """Return "Wrote a and b"; never wrapped, so that paths can be copied."""
    text = Text("Wrote ", no_wrap=True)
    for place, path in enumerate(paths):
        text.append(" and " if place else "").append(visible(str(path)), style="bold")
    return text


def forecast_written(path: Path | None, *, series: int, steps: int) -> Text:
    """Return how many rows went where; never wrapped."""
    place = "standard output" if path is None else visible(str(path))
    each = f"({count(series, 'series', 'series')}, {count(steps, 'step')} each)"
    return Text.assemble(
        f"Wrote {count(series * steps, 'row')} to ", (place, "bold"), f" {each}", no_wrap=True
    )


def template_written(path: Path | None, *, rows: int, missing: int) -> Text:
    """Return how many rows to come went where, and how many cells are to be filled in."""
    place = "standard output" if path is None else visible(str(path))
    left = f"{count(missing, 'cell')} to fill in" if missing else "nothing is left to fill in"
    return Text.assemble(
        f"Wrote {count(rows, 'row')} to ", (place, "bold"), f": {left}", no_wrap=True
    )


def interrupted(*, published: bool, older: bool = True) -> Text:
    """Return what an interrupted training run left behind, beside an ``older`` model or not."""
    kept = "the older model is untouched" if older else "no model is written"
    if published:
        kept = "the best weights so far are in the model"
    return Text(f"Interrupted: {kept}.", style="yellow")


def unfinished(done: int, planned: int, *, why: str) -> Text:
    """Return how many windows were scored before a signal or the end of the time."""
    return Text(f"{why.capitalize()}: {done} of {planned} windows are done.", style="yellow")


def following(arguments: Sequence[str]) -> Text:
    """Return the next command to type, quoted for the shell; never wrapped."""
    return Text.assemble(("Next  ", "dim"), (visible(shlex.join(arguments)), "cyan"), no_wrap=True)


def scheduled(place: str, *, changed: bool) -> Text:
    """Return that a job stands in a place, or stood there as it is."""
    done = "Put the job into" if changed else "The job was already in"
    return Text.assemble(f"{done} ", (visible(place), "bold"), no_wrap=True)


def model_heading(path: Path, manifest: Manifest) -> Text:
    """Return what a model file is, in one line."""
    weights = count(manifest.training.parameters, "weight")
    return Text.assemble((visible(path.name), "bold"), f": {networks(manifest.members)}, {weights}")


def origin(manifest: Manifest, *, glyphs: Glyphs = UNICODE) -> list[tuple[str, str]]:
    """Return where a model comes from, as facts."""
    data, record = manifest.data, manifest.training
    size = f"{count(data.rows, 'row')}, {count(data.series, 'series', 'series')}"
    versions = (f"{name} {number}" for name, number in manifest.versions.items())
    return [
        ("trained on", data.path or "standard input"),
        ("data", f"{size}, {data.first} {glyphs.dash} {data.last}"),
        ("training", f"{count(record.steps, 'step')}, seed {record.seed}, {record.ended}"),
        ("origin", " + ".join(member.origin for member in manifest.members)),
        ("made", manifest.created),
        ("with", ", ".join(versions)),
    ]
