"""One bar for a comparison, on a terminal alone."""

from __future__ import annotations

import pytest

from lstmcast.cli.comparison_progress import ComparisonProgress
from lstmcast.training.events import StopFlag


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


def play(*, visible: bool) -> None:
    stop = StopFlag()
    with ComparisonProgress(stop, visible=visible) as progress:
        progress.tell("BiLSTM 64, memory, seed 0", 1.4, 12)
        stop.requested = 2
        progress.tell("GRU 64, seed 1", 2, 12)


def test_a_terminal_sees_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    play(visible=True)
    output = capsys.readouterr()
    assert output.out == ""
    assert "Stopping" in output.err
    assert "2/12" in output.err


def test_nobody_else_sees_anything(capsys: pytest.CaptureFixture[str]) -> None:
    play(visible=False)
    assert capsys.readouterr() == ("", "")
