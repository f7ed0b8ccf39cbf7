"""`make prior`: interrupted and continued, it writes the very file of a straight run."""

from __future__ import annotations

import re
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lstmcast.errors import ModelFileError, RunInterruptedError
from lstmcast.prior import __main__ as command
from lstmcast.prior import plans, pretrain
from lstmcast.prior.card import decode
from lstmcast.prior.checkpoint import read_state, write_state
from lstmcast.prior.plans import PLANS
from lstmcast.prior.rebuild import rebuild
from lstmcast.training.events import StopFlag

PLAN = replace(PLANS[4], steps=6, hidden=8, filters=2, batch_size=16)
NAME = "season-4.safetensors"


def never(_step: int, _loss: float) -> None:
    """Hear nothing."""


def unheard(words: str) -> None:
    """Fail: there is nothing to warn of."""
    pytest.fail(words)


@pytest.fixture(autouse=True)
def _few_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pretrain, "_TEST_WINDOWS", 64)
    monkeypatch.setattr(pretrain, "_CHECKPOINT_EVERY", 2)


def test_interrupted_anywhere_it_goes_on_to_the_same_file(tmp_path: Path) -> None:
    straight, broken = tmp_path / "straight", tmp_path / "broken"
    straight.mkdir()
    broken.mkdir()
    card = rebuild(
        PLAN,
        weights=straight,
        checkpoints=tmp_path / "a",
        tell=never,
        warn=unheard,
        stop=StopFlag(),
    )
    assert (card.season, card.steps, card.windows) == (4, 6, 96)
    assert decode((straight / NAME).read_bytes()).card == card
    for last in (3, 5):
        stop, heard = StopFlag(), []

        def ask(step: int, _loss: float) -> None:
            heard.append(step)  # noqa: B023 - called within this turn only
            stop.requested = signal.SIGTERM if step == last else None  # noqa: B023

        with pytest.raises(RunInterruptedError) as caught:
            rebuild(
                PLAN, weights=broken, checkpoints=tmp_path / "b", tell=ask, warn=unheard, stop=stop
            )
        assert caught.value.exit_code == 143
        assert heard[-1] == last
        assert heard[0] == {3: 1, 5: 4}[last]
    rebuild(
        PLAN, weights=broken, checkpoints=tmp_path / "b", tell=never, warn=unheard, stop=StopFlag()
    )
    assert (broken / NAME).read_bytes() == (straight / NAME).read_bytes()


@pytest.mark.parametrize("every", [2, 4, 500])
def test_a_finished_training_is_not_done_again(
    tmp_path: Path, every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the last step is not one of those after which all states are kept."""
    monkeypatch.setattr(pretrain, "_CHECKPOINT_EVERY", every)
    steps: list[int] = []
    for _ in range(2):
        rebuild(
            PLAN,
            weights=tmp_path,
            checkpoints=tmp_path / "kept",
            tell=lambda step, _loss: steps.append(step),
            warn=unheard,
            stop=StopFlag(),
        )
    assert steps == list(range(1, 7))


STATE = {
    "step": np.array(3),
    "random.draws": np.frombuffer(b"{}", dtype=np.uint8),
    "network.w": np.arange(6, dtype=np.float32).reshape(2, 3).T,
}


def test_a_state_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / NAME
    assert read_state(path, identity="this", warn=unheard) is None
    write_state(path, STATE, identity="this")
    found = read_state(path, identity="this", warn=unheard)
    assert found is not None
    assert found.keys() == STATE.keys()
    for name, array in STATE.items():
        np.testing.assert_array_equal(found[name], array)
        assert (found[name].shape, found[name].dtype) == (array.shape, array.dtype)


def test_a_state_of_something_else_is_not_dropped_in_silence(tmp_path: Path) -> None:
    path = tmp_path / NAME
    heard: list[str] = []
    write_state(path, STATE, identity="this")
    assert read_state(path, identity="another", warn=heard.append) is None
    [words] = heard
    assert str(path) in words
    assert "another plan" in words
    assert "will replace it" in words


def test_every_changed_byte_of_a_state_is_found(tmp_path: Path) -> None:
    path = tmp_path / NAME
    write_state(path, STATE, identity="this")
    content = path.read_bytes()
    changes = [content[:-1], b"", content + b" "]
    changes += [
        content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        for place in range(len(content))
    ]
    for changed in changes:
        path.write_bytes(changed)
        with pytest.raises(ModelFileError, match="cannot be read") as caught:
            read_state(path, identity="this", warn=unheard)
        assert "remove" in str(caught.value.hint)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, on two small plans."""
    small = {4: PLAN, 7: replace(PLANS[7], steps=2, hidden=8, filters=2, batch_size=16)}
    monkeypatch.setattr(command, "PLANS", small)
    monkeypatch.setattr(command, "_LINE_EVERY", 3)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_trains_what_is_asked_for(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--weights", str(small), "4"]) == 0
    words = capsys.readouterr().err
    assert "season 4: step 3 of 6, loss " in words
    assert re.search(r"season 4: 6 steps, skill [+-]\d", words)
    assert re.search(r"\d\.\d minutes of processor time\n$", words)
    assert sorted(path.name for path in small.iterdir()) == [".prior", NAME]
    assert command.main(["--weights", str(small)]) == 0
    assert (small / "season-7.safetensors").is_file()
    with pytest.raises(SystemExit):
        command.main(["13"])
    assert set(plans.PLANS) > {4, 7}


def test_the_command_says_that_it_begins_anew(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--weights", str(small), "4"]) == 0
    assert "checkpoint" not in capsys.readouterr().err
    monkeypatch.setattr(command, "PLANS", {4: replace(PLAN, seed=1)})
    assert command.main(["--weights", str(small), "4"]) == 0
    words = capsys.readouterr().err
    warning = f"the checkpoint .prior/{NAME} is of another plan, recipe, or version"
    assert words.startswith(warning)
    assert f"season 4: step 3 of {PLAN.steps}" in words
    assert command.main(["--weights", str(small), "4"]) == 0
    assert "checkpoint" not in capsys.readouterr().err  # it is of this plan by now


def test_a_signal_saves_and_has_its_code(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored under nohup
    advance = pretrain.Trainer.advance

    def interrupted(trainer: pretrain.Trainer) -> float:
        if trainer.step == 2:
            signal.raise_signal(signal.SIGINT)
        return advance(trainer)

    monkeypatch.setattr(pretrain.Trainer, "advance", interrupted)
    try:
        assert command.main(["--weights", str(small), "4"]) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert "the same command goes on from .prior/" in capsys.readouterr().err
    assert (small / ".prior" / NAME).is_file()
    assert not (small / NAME).exists()
    monkeypatch.undo()
