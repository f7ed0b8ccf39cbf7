from __future__ import annotations

import pytest

from lstmcast.cli.progress import TrainingProgress
from lstmcast.training.events import StageStarted, StepDone, StopFlag, Validated


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


def play(stop: StopFlag, *, visible: bool) -> None:
    with TrainingProgress(stop, visible=visible) as progress:
        progress.listen(StepDone(stage="fine-tune", step=1, steps=10, loss=0.5))
        progress.listen(StageStarted(stage="fine-tune", steps=10, windows=5, parameters=7))
        progress.listen(StepDone(stage="fine-tune", step=1, steps=10, loss=0.5))
        progress.listen(Validated(step=1, score=0.5, best_score=0.5, best_step=1, skill=0.1))
        progress.listen(StageStarted(stage="refit fine-tuned", steps=5, windows=5, parameters=7))
        stop.requested = 2
        progress.listen(StepDone(stage="refit fine-tuned", step=1, steps=5, loss=0.5))


def test_a_terminal_sees_stages_and_that_a_signal_was_heard(
    capsys: pytest.CaptureFixture[str],
) -> None:
    play(StopFlag(), visible=True)
    output = capsys.readouterr()
    assert output.out == ""
    assert "Stopping" in output.err
    assert "1/5" in output.err
    assert "Fine-tuning on all data" in output.err


def test_nobody_else_sees_anything(capsys: pytest.CaptureFixture[str]) -> None:
    play(StopFlag(), visible=False)
    assert capsys.readouterr() == ("", "")
