"""The README lists every event, every field, every metric, in the order of the code."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lstmcast.jobs.chronicle import Chronicle, Run, Told
from lstmcast.jobs.events import KINDS, Exit, name_of
from lstmcast.jobs.lines import ENVELOPE
from lstmcast.jobs.ping import LONGEST_BODY
from lstmcast.jobs.prometheus import METRICS
from lstmcast.jobs.record import RunFacts, run_document
from lstmcast.jobs.redaction import Redactor
from lstmcast.jobs.summary import summarise

if TYPE_CHECKING:
    from tests.docs.conftest import Readme


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_events_and_their_fields(readme: Readme) -> None:
    rows = readme.table("event", "level", "fields", "meaning")
    written = [(*quoted(name), quoted(cells)) for name, _, cells, _ in rows]
    assert written == [(name_of(kind), [each.name for each in fields(kind)]) for kind in KINDS]


def test_levels(readme: Readme) -> None:
    rows = readme.table("event", "level", "fields", "meaning")
    for kind, (_, level, _, _) in zip(KINDS, rows, strict=True):
        if kind is Exit:
            both = {Exit(code=code, status="done", seconds=1.0).level for code in (0, 5)}
            assert set(level.split(", ")) == both
        else:
            assert level == vars(kind)["level"]


def test_metrics(readme: Readme) -> None:
    rows = readme.table("metric", "meaning")
    assert [(quoted(metric), meaning) for metric, meaning in rows] == [
        ([metric], words[:1].lower() + words[1:].rstrip(".")) for metric, words in METRICS.items()
    ]


def test_the_envelope_and_the_record(readme: Readme) -> None:
    section = readme.text.split("## What a job tells")[1].split("\n## ")[0]
    named = quoted(section)
    assert set(ENVELOPE) <= set(named)
    ending = Exit(code=0, status="done", seconds=1.0)
    told = Told(run=Run(job="j", id="r"), at=datetime(2026, 1, 1, tzinfo=UTC), event=ending)
    paragraph = section.split("**run.json**")[1].split("\n\n")[0]
    written = quoted(paragraph)
    summary = summarise(told, ending, Chronicle())
    rest = run_document(RunFacts(arguments=(), settings=()), Chronicle(), Redactor())
    assert written == [*summary, *rest]
    assert f"{LONGEST_BODY // 1000} kB" in section
