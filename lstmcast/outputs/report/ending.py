"""The last parts: problems of the data, and how the report was made."""

from __future__ import annotations

from collections.abc import Sequence

from lstmcast.data.notes import Note
from lstmcast.outputs.figures import count
from lstmcast.outputs.report.content import Provenance
from lstmcast.outputs.report.elements import Html, element, joined
from lstmcast.outputs.report.section import Section, facts, folded, paragraph

_NOTES = 30  # shown at once


def list_problems(notes: Sequence[Note]) -> Section:
    """Return the remarks about the data, warnings first."""
    ordered = sorted(notes, key=lambda note: note.level != "warning")
    warnings = sum(note.level == "warning" for note in notes)
    said = count(warnings, "warning") if warnings else "no warnings"
    parts = [paragraph(f"Reading the data gave {said}.")]
    if ordered:
        parts.append(_listed(ordered[:_NOTES]))
    if ordered[_NOTES:]:
        parts.append(folded(f"{len(ordered) - _NOTES} more remarks", _listed(ordered[_NOTES:])))
    return Section(name="data", title="Problems in the data", body=joined(parts))


def tell_provenance(provenance: Provenance) -> Section:
    """Return the command and what it ran with."""
    body = joined(
        [
            paragraph("The same command on the same files makes the same report."),
            element("pre", {"tabindex": "0"}, element("code", {}, provenance.command)),
            facts((("made", provenance.created), *provenance.facts)),
        ]
    )
    return Section(name="provenance", title="How it was made", body=body)


def _listed(notes: Sequence[Note]) -> Html:
    items = [
        element(
            "li",
            {"class": note.level},
            element(
                "span", {"class": "level"}, "Warning: " if note.level == "warning" else "Note: "
            ),
            note.text,
        )
        for note in notes
    ]
    return element("ul", {"class": "notes"}, *items)
