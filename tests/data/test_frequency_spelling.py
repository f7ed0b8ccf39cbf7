"""Frequencies: every way to write them, usual seasons and horizons."""

from __future__ import annotations

import pytest

from lstmcast.data.frequency import Frequency
from lstmcast.errors import UsageError

OWN = (
    "1step", "2step", "1s", "10s", "1min", "5min", "15min", "90min", "1h", "6h", "1d", "10d", "1bd",
    "1bd-sun-thu", "2bd-mon-sat", "1bd-mon.wed.fri",
    "1w-mon", "2w-sun", "1mo-start", "1mo-end", "1mo-15", "6mo-start", "1mo-bend", "1q-start-jan",
    "1q-end-dec", "1q-end-nov", "1q-15-feb", "1y-start-jan", "1y-end-jun", "5y-start-jul",
)  # fmt: skip

FOREIGN = {
    "S": "1s", "s": "1s", "T": "1min", "min": "1min", "15T": "15min", "30 min": "30min",
    "H": "1h", "2h": "2h", "D": "1d", "B": "1bd", "2B": "2bd", "W": "1w", "W-SUN": "1w-sun",
    "w-mon": "1w-mon", "M": "1mo", "MS": "1mo-start", "ME": "1mo-end", "2MS": "2mo-start",
    "BM": "1mo-bend", "BMS": "1mo-bstart", "Q": "1q", "QS": "1q-start", "QS-APR": "1q-start-jan",
    "QS-FEB": "1q-start-feb", "QE-DEC": "1q-end-dec", "QE-MAR": "1q-end-dec", "Q-DEC": "1q-end-dec",
    "A": "1y", "Y": "1y", "YS": "1y-start", "YE": "1y-end", "YE-DEC": "1y-end-dec",
    "A-JUN": "1y-end-jun", "hourly": "1h", "Daily": "1d", "weekly": "1w", "monthly": "1mo",
    "quarterly": "1q", "yearly": "1y", "annual": "1y", "minute": "1min", "5 minutes": "5min",
    "hour": "1h", "business days": "1bd", "business-day": "1bd", "half-hourly": "30min",
    "1bd-Mon-Fri": "1bd", "B-sun-thu": "1bd-sun-thu", "1bd-wed.mon.fri": "1bd-mon.wed.fri",
    "fortnightly": "2w", "step": "1step", " 1h ": "1h",
}  # fmt: skip


@pytest.mark.parametrize("text", OWN)
def test_own_spelling_comes_back(text: str) -> None:
    assert str(Frequency.parse(text)) == text
    assert Frequency.from_dict(Frequency.parse(text).to_dict()) == Frequency.parse(text)


@pytest.mark.parametrize("text", FOREIGN)
def test_other_spellings_are_understood(text: str) -> None:
    assert str(Frequency.parse(text)) == FOREIGN[text]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("m", "min for minutes or mo for months"),
        ("5m", "min for minutes"),
        ("hourl", "Did you mean hourly"),
        ("dayly", "Did you mean daily"),
        ("0h", "at least 1"),
        ("", "Examples"),
        ("W-FOO", "Examples"),
        ("h-mon", "Examples"),
        ("1bd-foo", "Examples"),
        ("MS-JAN", "Examples"),
        ("1mo-32", "Examples"),
        ("1mo-0", "Examples"),
        ("-1d", "Examples"),
        ("1.5h", "Examples"),
        ("ms", "Examples"),
        ("us", "Examples"),
        ("9" * 10 + "d", "at most 9 digits"),
        ("9" * 5000 + "min", "at most 9 digits"),
    ],
)
def test_unknown_frequencies_are_refused_with_a_guess(text: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        Frequency.parse(text)
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "seasons", "horizon"),
    [
        ("1s", (60,), 60),
        ("30s", (120, 2880), 12),
        ("1min", (60, 1440), 60),
        ("5min", (288, 2016), 288),
        ("10min", (144, 1008), 144),
        ("15min", (96, 672), 96),
        ("30min", (48, 336), 48),
        ("1h", (24, 168), 48),
        ("2h", (12, 84), 24),
        ("6h", (4, 28), 8),
        ("7h", (24,), 8),
        ("1d", (7, 365), 14),
        ("7d", (), 7),
        ("1bd", (5,), 10),
        ("1w", (52,), 13),
        ("2w", (26,), 6),
        ("1mo", (12,), 12),
        ("2mo", (6,), 6),
        ("6mo", (2,), 4),
        ("1q", (4,), 8),
        ("1y", (), 6),
        ("5y", (), 3),
        ("1step", (), 10),
    ],
)
def test_usual_seasons_and_horizons(text: str, seasons: tuple[int, ...], horizon: int) -> None:
    assert Frequency.parse(text).seasons == seasons
    assert Frequency.parse(text).horizon == horizon


def test_what_the_data_have_to_settle() -> None:
    open_ones = [
        text
        for text in ("1w", "1mo", "1q", "1q-start", "1y-end")
        if not Frequency.parse(text).is_settled
    ]
    assert open_ones == ["1w", "1mo", "1q", "1q-start", "1y-end"]
    assert all(Frequency.parse(text).is_settled for text in OWN)
