"""How far back a network learns to look: solved is solved, and nobody else notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from lstmcast.training import remembering
from lstmcast.training.events import StopFlag
from lstmcast.training.remembering import Pupil, Recalled, probe_memory

if TYPE_CHECKING:
    from lstmcast.model.spec import Cell


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let lags be short, so that a probe takes less than a second."""
    monkeypatch.setattr(remembering, "LAGS", (2, 4, 8))


def probe(cell: Cell, *, bidirectional: bool = False, seed: int = 0) -> tuple[Recalled, ...]:
    recalled = probe_memory(
        cell, bidirectional=bidirectional, hidden=32, seed=seed, stop=StopFlag()
    )
    assert recalled is not None
    return recalled


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(("cell", "bidirectional"), [("gru", False), ("lstm", True)])
def test_gated_cells_recall_short_lags(cell: Cell, bidirectional: bool) -> None:
    recalled = probe(cell, bidirectional=bidirectional)
    assert [each.lag for each in recalled] == [2, 4, 8]
    assert all(each.accuracy >= remembering.SOLVED for each in recalled)
    assert all(0 < each.updates <= remembering.UPDATES for each in recalled)


@pytest.mark.usefixtures("short")
def test_a_lag_that_was_not_solved_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "UPDATES", 10)
    (only,) = probe("gru")
    assert (only.lag, only.updates) == (2, 10)
    assert only.accuracy < remembering.SOLVED


@pytest.mark.usefixtures("short")
def test_a_seed_repeats_itself_and_leaves_the_surroundings_alone() -> None:
    torch.manual_seed(3)
    before = torch.get_rng_state()
    assert probe("rnn", seed=1) == probe("rnn", seed=1)
    assert torch.equal(torch.get_rng_state(), before)
    tiny = torch.tensor(1e-40)  # denormal
    assert float(tiny * 0.5) > 0


def test_what_a_signal_cut_short_says_nothing() -> None:
    stopped = StopFlag(requested=2)
    assert probe_memory("gru", bidirectional=False, hidden=4, seed=0, stop=stopped) is None


def test_a_pupil_learns_to_answer_one() -> None:
    answer = torch.zeros(3, requires_grad=True)
    pupil = Pupil({"answer": answer}, learning_rate=0.1)
    for _ in range(100):
        pupil.learn((answer - 1).square().sum())
    torch.testing.assert_close(answer.detach(), torch.ones(3), atol=0.05, rtol=0)
