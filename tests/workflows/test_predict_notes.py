from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from builders import small_model

from lstmcast.artifact.store import encode_model
from lstmcast.config import Config
from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.roles import Roles
from lstmcast.workflows.predict import predict

BERLIN = ZoneInfo("Europe/Berlin")
AUTUMN = datetime(2024, 10, 26, 23, tzinfo=UTC)  # 01:00 in Berlin; 02:00 comes twice


@pytest.mark.parametrize(
    ("style", "end", "repeated"),
    [
        ("YYYY-MM-DD hh:mm", AUTUMN, True),
        ("YYYY-MM-DD hh:mm±hh:mm", AUTUMN, False),
        ("YYYY-MM-DD hh:mm", AUTUMN - timedelta(hours=9), False),
    ],
)
def test_an_hour_that_comes_twice_is_said(
    tmp_path: Path, style: str, end: datetime, repeated: bool
) -> None:
    model = small_model()
    calendar = Calendar(frequency=Frequency.parse("h"), zone="Europe/Berlin", style=style)
    roles = Roles(time=("t",), ids=(), targets=("v",), day_first=None)
    manifest = dataclasses.replace(model.manifest, calendar=calendar, roles=roles)
    path = tmp_path / "model.safetensors"
    path.write_bytes(encode_model(dataclasses.replace(model, manifest=manifest)))
    stamps = [(end - timedelta(hours=ago)).astimezone(BERLIN) for ago in range(30, -1, -1)]
    texts = [stamp.isoformat(sep=" ", timespec="minutes")[: len(style)] for stamp in stamps]
    rows = "".join(f"{text},{100 + place % 7}\n" for place, text in enumerate(texts))
    (tmp_path / "data.csv").write_text(f"t,v\n{rows}")
    report = predict(str(tmp_path / "data.csv"), Config(), model_path=path)
    notes = [note.text for note in report.notes if note.code == "repeated-time"]
    assert bool(notes) is repeated
    for note in notes:
        assert note.startswith("clocks in Europe/Berlin go back, so 2024-10-27 02:00 is there")
