"""What a training step makes of the processor, and how much of it goes into gathering windows.

As a program it does the work itself, in a process of its own, and prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.figures import REPOSITORY, Figure
from tests.benchmarks.processes import run_or_fail

if TYPE_CHECKING:
    import torch

    from lstmcast.model.spec import ModelSpec

_SIZES = {"small": (64, 1, 64), "large": (128, 2, 256)}  # hidden, layers, batch: see recipe.py
_LOOKBACK, _HORIZON, _SEASON = 336, 48, 24
_SERIES = 40
_MATRIX = 1024  # rows and columns
_ROUNDS = 30


def measure_speed(_folder: Path) -> list[Figure]:
    """Measure in a child process, on one thread, as training runs."""
    child = run_or_fail([sys.executable, "-m", "tests.benchmarks.speed"], REPOSITORY)
    found = json.loads(child.output)
    figures = []
    for size, step in found["steps"].items():
        hidden, layers, batch = _SIZES[size]
        network = f"{hidden}x{layers}, batch {batch}"
        for precision, peak in found["peak_gflops"].items():
            figures.append(_throughput(network, step, precision, peak))
        figures.append(
            Figure(
                name=f"gathering, {network}",
                measured=1000 * step["gather_seconds"],
                unit="ms",
                against="the whole step",
                baseline=1000 * step["seconds"],
                goal=0.05,
                details=step,
            )
        )
    return figures


def _throughput(network: str, step: Mapping[str, Any], precision: str, peak: float) -> Figure:
    return Figure(
        name=f"train step, {network}",
        measured=step["flops"] / step["seconds"] / 1e9,
        unit="GFLOP/s",
        against=f"matrix product, {precision}",
        baseline=peak,
        goal=None,  # more is better, and goals are upper bounds
        details=step,
    )


def training_flops(spec: ModelSpec, batch: int) -> int:
    """Return the floating-point operations of all matrix products of one training step.

    Two, a product and a sum, for each weight that is applied; the way back takes two matrix
    products for one, by weights and by inputs, the latter not for the data themselves.
    Gates, activations, loss and optimiser are left out, as is usual.
    """
    applied, width = 0, spec.features
    for _ in range(spec.layers):
        per_step = spec.gates * spec.hidden * (width + spec.hidden)
        applied += spec.patches * spec.directions * per_step
        width = spec.hidden * spec.directions
    applied += spec.hidden * (spec.context + spec.horizon * len(spec.quantiles))
    bank = spec.filters * spec.horizon * 2 * spec.lookback
    applied += spec.filters * spec.hidden + bank
    to_data = spec.patches * spec.directions * spec.gates * spec.hidden * spec.features + bank
    return 2 * batch * (3 * applied - to_data)


def _product(dtype: torch.dtype) -> Callable[[], object]:
    """Return what multiplies two square matrices."""
    import torch

    left, right = torch.randn(2, _MATRIX, _MATRIX).to(dtype)
    return lambda: torch.mm(left, right)


def _training(spec: ModelSpec, batch: int) -> dict[str, Callable[[], object]]:
    """Return what takes one training step, and what draws and gathers the windows of one."""
    import numpy as np
    import torch

    from lstmcast.config import TrainingConfig
    from lstmcast.training.recipe import choose_recipe
    from lstmcast.training.trainer import Panel, Trainer
    from lstmcast.windows.sampling import CutoffPool, WindowShape, gather
    from tests.benchmarks.windows import panel

    data = panel(_SERIES)
    pool = CutoffPool(first=np.full(_SERIES, _LOOKBACK), count=data.lengths - _LOOKBACK - _HORIZON)
    shape = WindowShape(lookback=_LOOKBACK, horizon=_HORIZON, season=_SEASON, lags=(_SEASON, 1))
    recipe = choose_recipe(pool.total, TrainingConfig(batch_size=batch))
    material = Panel(data=data, pool=pool, shape=shape)
    trainer = Trainer(spec, recipe, material, seed=0, device=torch.device("cpu"))
    draws = np.random.default_rng(0)
    return {
        "step": trainer.advance,
        "gather": lambda: gather(data, *pool.draw(batch, draws), shape),
    }


def _fastest(works: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Return the seconds of each one's fastest round, in turns.

    A busy machine disturbs the fastest the least, and when it gets busy it does so for all.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(_ROUNDS):
        for name, work in works.items():
            started = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - started)
    return {name: min(seconds) for name, seconds in taken.items()}


def _main() -> None:
    import torch

    from lstmcast.model.spec import ModelSpec

    torch.set_num_threads(1)
    works = {"float32": _product(torch.float32)}
    features = torch.cpu.get_capabilities()
    if features.get("avx512_bf16") or features.get("amx_bf16"):
        works["bfloat16"] = _product(torch.bfloat16)
    precisions, flops = tuple(works), {}
    for size, (hidden, layers, batch) in _SIZES.items():
        spec = ModelSpec(
            horizon=_HORIZON, lookback=_LOOKBACK, patch=_SEASON, hidden=hidden, layers=layers,
            dropout=0.1,
        )  # fmt: skip
        flops[size] = training_flops(spec, batch)
        for name, work in _training(spec, batch).items():
            works[f"{size} {name}"] = work
    seconds = _fastest(works)
    found = {
        "peak_gflops": {name: 2 * _MATRIX**3 / seconds[name] / 1e9 for name in precisions},
        "steps": {
            size: {
                "flops": flops[size],
                "seconds": seconds[f"{size} step"],
                "gather_seconds": seconds[f"{size} gather"],
            }
            for size in _SIZES
        },
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _main()
