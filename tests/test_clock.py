from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lstmcast import clock
from lstmcast.errors import UsageError


def test_now_is_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_source_date_epoch_stops_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert clock.now() == datetime(1970, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize("text", ["today", "1.5", "9" * 30])
def test_a_wrong_source_date_epoch(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        clock.now()


def test_monotonic_never_goes_back() -> None:
    assert clock.monotonic() <= clock.monotonic()
