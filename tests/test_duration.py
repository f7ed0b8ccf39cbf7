from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.duration import read_duration, write_duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("26h", timedelta(hours=26)),
        ("7d", timedelta(days=7)),
        ("90m", timedelta(minutes=90)),
        ("90min", timedelta(minutes=90)),
        ("2w", timedelta(weeks=2)),
        ("1d 2h", timedelta(hours=26)),
        ("1.5H", timedelta(minutes=90)),
        ("0s", timedelta()),
    ],
)
def test_a_length_of_time(text: str, length: timedelta) -> None:
    assert read_duration(text) == length


@pytest.mark.parametrize("text", ["", "7", "d", "-7d", "7 fortnights", "h7", "1h1d", "7777777d"])
def test_anything_else_is_none(text: str) -> None:
    assert read_duration(text) is None


@given(st.integers(0, 10**9))
def test_what_is_written_reads_back(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert read_duration(write_duration(length)) == length


def test_it_is_written_as_people_do() -> None:
    assert write_duration(timedelta(days=7)) == "7d"
    assert write_duration(timedelta(hours=26)) == "1d2h"
    assert write_duration(timedelta(seconds=1.5)) == "1.5s"
