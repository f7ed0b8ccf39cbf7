"""Which series somebody means."""

from __future__ import annotations

import pytest

from lstmcast.data.series import SeriesKey
from lstmcast.errors import UsageError
from lstmcast.workflows.selection import find_series, names_of

SHOPS = (SeriesKey(("Berlin", "tea"), "sales"), SeriesKey(("Berlin", "coffee"), "sales"),
         SeriesKey(("Bonn", "tea"), "sales"))  # fmt: skip
TARGETS = (SeriesKey((), "load"), SeriesKey((), "price"))
BOTH = (SeriesKey(("Bonn",), "load"), SeriesKey(("Bonn",), "price"), SeriesKey(("bonn",), "load"))


def test_names_are_ids_with_the_target_where_there_are_several() -> None:
    assert names_of(SHOPS) == ["Berlin/tea", "Berlin/coffee", "Bonn/tea"]
    assert names_of(TARGETS) == ["load", "price"]
    assert names_of(BOTH) == ["Bonn/load", "Bonn/price", "bonn/load"]


@pytest.mark.parametrize(
    ("keys", "wanted", "place"),
    [
        (SHOPS, "Berlin/coffee", 1),
        (SHOPS, "Berlin / coffee", 1),  # as lstmcast itself shows it
        (SHOPS, "bonn/TEA", 2),
        (TARGETS, "price", 1),
        (BOTH, "bonn/load", 2),
        (BOTH, "Bonn/load", 0),
        (BOTH, "BONN/price", 1),
    ],
)
def test_a_name_is_found(keys: tuple[SeriesKey, ...], wanted: str, place: int) -> None:
    assert find_series(keys, wanted) == place


@pytest.mark.parametrize(
    ("keys", "wanted", "hint"),
    [
        (SHOPS, "Berlin/cofee", "such as Berlin/coffee"),
        (SHOPS, "coffee", "such as Berlin/coffee"),  # a part of a name
        (SHOPS, "Bonn", "one of 3 names, such as Bonn/tea"),
        (SHOPS, "\u00e6", "such as Berlin/tea"),
        (TARGETS[:1], "price", "the only one is load"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest(
    keys: tuple[SeriesKey, ...], wanted: str, hint: str
) -> None:
    with pytest.raises(UsageError, match="there is no series") as caught:
        find_series(keys, wanted)
    assert wanted in caught.value.message
    assert hint in str(caught.value.hint)


def test_a_name_of_two_series_is_refused() -> None:
    with pytest.raises(UsageError, match="names 2 series: Bonn/load, bonn/load"):
        find_series(BOTH, "BONN/LOAD")
