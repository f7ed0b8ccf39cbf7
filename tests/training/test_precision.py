"""bfloat16 where the processor has it: when it is chosen, and that training survives it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from builders import seasonal_panel
from training_plans import material_of, same_arrays, small_plan, small_recipe

from lstmcast.config import Precision
from lstmcast.model.spec import CELLS, ModelSpec
from lstmcast.training.precision import NumberFormat, choose_precision, multiplies_bfloat16
from lstmcast.training.trainer import Trainer

LARGE = ModelSpec(horizon=4, lookback=12, patch=4, hidden=128, layers=2)
WITH_UNITS = "flags\t\t: fpu sse2 avx512f amx_bf16 amx_tile\nbugs\t\t: spectre_v1\n"
WITHOUT_UNITS = "flags\t\t: fpu sse2 avx512f avx512_bf16\n"


def processor(folder: Path, text: str) -> Path:
    path = folder / "cpuinfo"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WITH_UNITS, True),
        (WITH_UNITS + "\n" + WITH_UNITS, True),
        (WITHOUT_UNITS, False),
        (WITH_UNITS + "\n" + WITHOUT_UNITS, False),
        ("", False),
        ("model name\t: with amx_bf16\n", False),
    ],
)
def test_every_processor_must_have_the_units(tmp_path: Path, text: str, expected: bool) -> None:
    assert multiplies_bfloat16(processor(tmp_path, text)) is expected


def test_a_system_that_says_nothing_has_none(tmp_path: Path) -> None:
    assert not multiplies_bfloat16(tmp_path / "nothing here")


@pytest.mark.parametrize(
    ("wanted", "batch", "device", "text", "expected"),
    [
        ("auto", 256, "cpu", WITH_UNITS, "bfloat16"),
        ("auto", 255, "cpu", WITH_UNITS, "float32"),
        ("auto", 256, "cpu", WITHOUT_UNITS, "float32"),
        ("auto", 256, "cuda", WITH_UNITS, "float32"),
        ("bfloat16", 1, "cpu", WITHOUT_UNITS, "bfloat16"),
        ("float32", 256, "cpu", WITH_UNITS, "float32"),
    ],
)
def test_chosen_for_large_products_in_hardware_and_when_asked_for(
    tmp_path: Path, wanted: Precision, batch: int, device: str, text: str, expected: str
) -> None:
    recipe = small_recipe(batch_size=batch)
    facts = processor(tmp_path, text)
    assert choose_precision(wanted, LARGE, recipe, device=device, processor_facts=facts) == expected


def trained(
    spec: ModelSpec, precision: NumberFormat, steps: int = 8
) -> tuple[Trainer, list[float]]:
    plan = small_plan(seasonal_panel(60, 48), spec=spec)
    trainer = Trainer(
        spec, plan.recipe, material_of(plan), seed=0, device=plan.device, precision=precision
    )
    return trainer, [trainer.advance() for _ in range(steps)]


@pytest.mark.parametrize("changes", [False, True])
@pytest.mark.parametrize("cell", CELLS)
def test_a_training_in_bfloat16_stays_near_that_in_float32(cell: str, changes: bool) -> None:
    spec = ModelSpec(
        horizon=4, lookback=12, patch=4, cell=cell, hidden=16, layers=2,
        changes=changes, filters=3 * changes,
    )  # fmt: skip
    rounded, losses = trained(spec, "bfloat16")
    exact, expected = trained(spec, "float32")
    np.testing.assert_allclose(losses, expected, rtol=0.05)
    assert not same_arrays(rounded.weights(), exact.weights())  # it did round


def test_only_the_products_are_rounded() -> None:
    rounded, _ = trained(LARGE, "bfloat16", steps=2)
    floats = [array for array in rounded.state().values() if array.dtype.kind == "f"]
    assert {array.dtype for array in floats} == {np.dtype(np.float32)}
    assert not torch.is_autocast_enabled("cpu")  # validation and inference are not


def test_the_same_seed_repeats_a_training_in_bfloat16() -> None:
    first, second = (trained(LARGE, "bfloat16", steps=3)[0] for _ in range(2))
    assert same_arrays(first.state(), second.state())
