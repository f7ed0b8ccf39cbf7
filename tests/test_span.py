"""Spans of time: every way to write one, and how long it is."""

from __future__ import annotations

import pytest

from lstmcast.span import Span, read_span

WRITTEN = {
    "30s": "30s", "30 sec": "30s", "90min": "90min", "90 minutes": "90min", "36h": "36h",
    "1 hour": "1h", "36 hrs": "36h", "14d": "14d", "14 days": "14d", "1day": "1d", "2w": "2w",
    "2 weeks": "2w", "1mo": "1mo", "1month": "1mo", "3 months": "3mo", "3M": "3mo", "1q": "1q",
    "2 Quarters": "2q", "1y": "1y", "10 years": "10y", " 7 D ": "7d",
}  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_spans_as_people_write_them(text: str) -> None:
    span = read_span(text)
    assert str(span) == WRITTEN[text]
    assert read_span(str(span)) == span


@pytest.mark.parametrize(
    "text", ["", "14", "1m", "0d", "-1d", "1.5d", "d", "1 d 2 h", "1bd", "ms", "1" * 5000 + "d"]
)
def test_what_is_no_span(text: str) -> None:
    assert read_span(text) is None


def test_a_span_is_seconds_or_months() -> None:
    assert (Span(2, "week").seconds, Span(2, "week").months) == (14 * 86_400, None)
    assert (Span(36, "hour").seconds, Span(36, "hour").months) == (36 * 3600, None)
    assert (Span(3, "quarter").seconds, Span(3, "quarter").months) == (None, 9)
