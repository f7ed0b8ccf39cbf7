"""The recall task asks for memory and nothing else, in both directions alike."""

from __future__ import annotations

import pytest
import torch

from lstmcast.training.recall import FEATURES, SYMBOLS, Recollections, draw_recollections


def drawn(lag: int, batch: int = 400, seed: int = 0) -> Recollections:
    return draw_recollections(lag, batch, torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("lag", [1, 7])
def test_the_marked_symbol_is_a_lag_from_either_end(lag: int) -> None:
    inputs, marked = drawn(lag)
    symbols, marks, asks = inputs.split([SYMBOLS, 1, 1], dim=2)
    assert inputs.shape == (400, 2 * lag + 1, FEATURES)
    assert (symbols.sum(dim=2) == 1).all()
    places = torch.nonzero(marks[0].flatten()).flatten()
    assert places.tolist() == [lag]
    assert (marks == marks[0]).all()
    assert torch.equal(symbols[:, lag].argmax(dim=1), marked)
    assert torch.nonzero(asks[0].flatten()).flatten().tolist() == [0, 2 * lag]
    assert (asks == asks[0]).all()


def test_nothing_but_the_marked_step_tells_the_answer() -> None:
    """Symbols are equally likely, and none of the others goes with the marked one."""
    inputs, marked = drawn(3, batch=8_000)
    assert torch.bincount(marked, minlength=SYMBOLS).float().std() < 0.1 * 8_000 / SYMBOLS
    shown = inputs[..., :SYMBOLS].argmax(dim=2)  # [B, T]
    agreeing = (shown == marked[:, None]).float().mean(dim=0)
    assert agreeing[3] == 1
    assert agreeing[[0, 1, 2, 4, 5, 6]].sub(1 / SYMBOLS).abs().max() < 0.02


def test_a_seed_names_its_sequences() -> None:
    assert torch.equal(drawn(5, seed=1).inputs, drawn(5, seed=1).inputs)
    assert not torch.equal(drawn(5, seed=1).inputs, drawn(5, seed=2).inputs)
