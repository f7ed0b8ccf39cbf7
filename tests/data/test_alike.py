"""Spellings that are meant as one."""

from __future__ import annotations

import pytest

from lstmcast.data.columns.alike import find_alike, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [("01", "1"), ("1.0", "1"), ("0", "00.00"), ("Store  A ", "store a"), ("STRASSE", "straße")],
)
def test_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("10", "1"), ("1.5", "1"), ("a1", "a01"), ("-1", "1"), ("A", "B"), ("0", "")]
)
def test_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_first_that_has_a_likeness() -> None:
    others = [("north", "1"), ("south", "2")]
    assert find_alike([("east", "1"), ("South", "02")], others) == ("South / 02", "south / 2")
    assert find_alike([("north", "2")], others) is None
