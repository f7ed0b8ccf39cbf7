"""What the README says of job files is what is read."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING

from lstmcast.duration import write_duration
from lstmcast.jobs.spec import JobTables

if TYPE_CHECKING:
    from tests.docs.conftest import Readme


def test_every_job_setting_is_listed_with_table_and_default(readme: Readme) -> None:
    expected = [
        (each.name, f"[{table.name}]", _default(getattr(stage, each.name)))
        for table in fields(JobTables)
        for stage in [getattr(JobTables(), table.name)]
        for each in fields(stage)
    ]
    written = [
        (row[0].strip("`"), row[1].strip("`"), row[2].strip("`"))
        for row in readme.table("job setting", "table", "default", "meaning")
    ]
    assert sorted(written) == sorted(expected)


def _default(value: object) -> str:
    if isinstance(value, timedelta):
        return write_duration(value)
    return "–" if value is None else str(value)
