"""Public holidays by place: which are known, how they are spelt, and what is said otherwise."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from made_calendars import calendar_of, day_number, ordinal_of

from lstmcast.errors import MissingDependencyError, UsageError
from lstmcast.features.holidays import check_places, holiday_days
from lstmcast.features.matrix import encode_steps
from lstmcast.features.plan import FeaturePlan


def dates(place: str, year: int) -> set[str]:
    days = holiday_days(place, day_number(f"{year}-06-01"), day_number(f"{year}-06-02"))
    return {str(day) for day in days.astype("datetime64[D]")}


def test_countries_parts_and_markets() -> None:
    germany, bavaria, market = dates("DE", 2024), dates("DE-BY", 2024), dates("XNYS", 2024)
    assert {"2024-01-01", "2024-10-03", "2024-12-25"} <= germany
    assert "2024-01-06" not in germany
    assert germany | {"2024-01-06"} <= bavaria  # Epiphany
    assert {"2024-03-29", "2024-07-04"} <= market  # Good Friday
    assert "2024-03-29" not in dates("US", 2024)


def test_days_come_once_and_rising_over_all_years_asked_for() -> None:
    days = holiday_days("DE", day_number("2021-12-31"), day_number("2023-01-01"))
    assert (np.diff(days) > 0).all()
    years = {int(str(day)[:4]) for day in days.astype("datetime64[D]")}
    assert years == {2021, 2022, 2023}


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [("de", "DE"), (" us-ca ", "US-CA"), ("DEU", "DE"), ("UK", "GB"), ("gb-sct", "GB-SCT"),
     ("xnys", "XNYS"), ("nyse", "XNYS")],
)  # fmt: skip
def test_spellings(typed: str, spelt: str) -> None:
    assert check_places([typed, spelt]) == (spelt,)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("Germany", "Did you mean DE?"),
        ("Untied States", "Did you mean US?"),
        ("DE-Bayern", "Did you mean DE-BY?"),
        ("DE-XX", "Parts of DE are "),
        ("XX", "Places are countries"),
        ("XNYS-1", "Places are countries"),
        ("LI-1", "Use LI."),
        ("-", "Places are countries"),
    ],
)
def test_unknown_places(typed: str, hint: str) -> None:
    with pytest.raises(UsageError, match="no holidays are known of") as caught:
        check_places([typed])
    assert repr(typed) in caught.value.message
    assert hint in str(caught.value.hint)


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(MissingDependencyError, match="needs the package holidays") as caught:
        check_places(["DE"])
    assert caught.value.hint == "pip install 'lstmcast[holidays]'"
    assert check_places([]) == ()


def test_years_a_country_says_little_about_are_no_noise() -> None:
    """The library warns of them; warnings are errors in this suite."""
    assert len(holiday_days("IN", day_number("1990-01-01"), day_number("1990-12-31")))


def test_a_holiday_lasts_the_local_day() -> None:
    calendar = calendar_of("1h", "America/New_York")
    first = ordinal_of(calendar, "2024-07-03T00:00")
    column = encode_steps(FeaturePlan(holidays=("US",)), calendar, first + np.arange(72))[:, 0]
    assert column.tolist() == [0.0] * 24 + [1.0] * 24 + [0.0] * 24


@pytest.mark.parametrize(
    ("frequency", "stamp", "expected"),
    [("1w-mon", "2024-12-23", 2), ("1w-sun", "2024-12-29", 2), ("1mo-end", "2024-12-31", 2),
     ("1q-start-jan", "2024-10-01", 3), ("1y-start-jan", "2024-01-01", 9)],
)  # fmt: skip
def test_longer_steps_count_their_holidays(frequency: str, stamp: str, expected: int) -> None:
    calendar = calendar_of(frequency)
    step = np.array([ordinal_of(calendar, stamp)])
    assert encode_steps(FeaturePlan(holidays=("DE",)), calendar, step).tolist() == [[expected]]
