"""What a training step makes of the processor, and how much of it goes into gathering windows.

As a program it does the work itself, in a process of its own, and prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.figures import REPOSITORY, Figure
from tests.benchmarks.processes import run_or_fail

if TYPE_CHECKING:
    import torch

    from lstmcast.model.spec import ModelSpec
    from lstmcast.training.precision import NumberFormat
    from lstmcast.training.trainer import Trainer
    from lstmcast.windows.sampling import WindowShape

_LOOKBACK, _HORIZON, _SEASON = 336, 48, 24
_FINE_TUNED = 24  # the pretrained network to tune: hours have the longest windows
_SERIES = 40
_MATRIX = 1024  # rows and columns
_ROUNDS = 30


def measure_speed(_folder: Path) -> list[Figure]:
    """Measure in a child process, on one thread, as training runs."""
    child = run_or_fail([sys.executable, "-m", "tests.benchmarks.speed"], REPOSITORY)
    found = json.loads(child.output)
    figures = []
    for network, step in found["steps"].items():
        for precision, peak in found["peak_gflops"].items():
            figures.append(_throughput(network, step, precision, peak))
        figures.append(
            Figure(
                name=f"gathering, {network}",
                measured=1000 * step["gather_seconds"],
                unit="ms",
                against="the whole step",
                baseline=1000 * min(step["seconds"].values()),
                goal=0.05,
                details=step,
            )
        )
    return figures


def _throughput(network: str, step: Mapping[str, Any], precision: str, peak: float) -> Figure:
    return Figure(
        name=f"train step, {network}, {precision}",
        measured=step["flops"] / step["seconds"][precision] / 1e9,
        unit="GFLOP/s",
        against=f"matrix product, {precision}",
        baseline=peak,
        goal=None,  # more is better, and goals are upper bounds
        details=step,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A network as it is trained, and on what windows."""

    spec: ModelSpec
    shape: WindowShape
    batch: int

    @property
    def steps(self) -> int:
        """Return the steps that are measured together: windows are gathered for so many."""
        from lstmcast.training.trainer import batches_at_once

        return batches_at_once(self.batch)

    @property
    def name(self) -> str:
        """Return what the case is called in the report."""
        filters = f", {self.spec.filters} filters" if self.spec.filters else ""
        return f"{self.spec.hidden}x{self.spec.layers}{filters}, batch {self.batch}"


def cases() -> list[Case]:
    """Return the networks that train from scratch, small and large, and a pretrained one.

    Their sizes are those that ``recipe.py`` chooses for few windows and for many.
    """
    from lstmcast.config import NetworkConfig, TrainingConfig
    from lstmcast.prior.plans import PLANS
    from lstmcast.training.recipe import (
        MANY_WINDOWS,
        choose_network,
        choose_recipe,
        fine_tuning_recipe,
    )
    from lstmcast.windows.sampling import WindowShape

    shape = WindowShape(lookback=_LOOKBACK, horizon=_HORIZON, season=_SEASON, lags=(_SEASON, 1))
    made = []
    for windows in (MANY_WINDOWS - 1, MANY_WINDOWS):
        spec = choose_network(
            horizon=_HORIZON,
            lookback=_LOOKBACK,
            patch=_SEASON,
            windows=windows,
            config=NetworkConfig(),
        )
        batch = choose_recipe(windows, TrainingConfig()).batch_size
        made.append(Case(spec=spec, shape=shape, batch=batch))
    plan = PLANS[_FINE_TUNED]
    for windows in (MANY_WINDOWS - 1, MANY_WINDOWS):
        batch = fine_tuning_recipe(windows, TrainingConfig()).batch_size
        made.append(Case(spec=plan.spec, shape=plan.shape, batch=batch))
    return made


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


def _training(case: Case, precisions: Sequence[NumberFormat]) -> dict[str, Callable[[], object]]:
    """Return what takes training steps, by precision, and what gathers the windows of as many."""
    import numpy as np
    import torch

    from lstmcast.config import TrainingConfig
    from lstmcast.training.recipe import choose_recipe
    from lstmcast.training.trainer import Panel, Trainer
    from lstmcast.windows.sampling import CutoffPool
    from tests.benchmarks.windows import panel

    data, back, ahead = panel(_SERIES), case.shape.lookback, case.shape.horizon
    pool = CutoffPool(first=np.full(_SERIES, back), count=data.lengths - back - ahead)
    recipe = choose_recipe(pool.total, TrainingConfig(batch_size=case.batch))
    material = Panel(data=data, pool=pool, shape=case.shape, changes=case.spec.changes)
    draws = np.random.default_rng(0)
    works: dict[str, Callable[[], object]] = {}
    for precision in precisions:
        trainer = Trainer(
            case.spec, recipe, material, seed=0, device=torch.device("cpu"), precision=precision
        )
        works[precision] = partial(_advance, trainer, case.steps)
    works["gather"] = lambda: material.draw(case.steps * case.batch, draws)
    return works


def _advance(trainer: Trainer, steps: int) -> None:
    for _ in range(steps):
        trainer.advance()


def _fastest(works: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Return the processor's seconds of each one's fastest round, in turns.

    A busy machine disturbs the fastest the least, and when it gets busy it does so for all.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(_ROUNDS):
        for name, work in works.items():
            started = time.process_time()
            work()
            taken[name].append(time.process_time() - started)
    return {name: min(seconds) for name, seconds in taken.items()}


def _main() -> None:
    import torch

    torch.set_num_threads(1)
    precisions: list[NumberFormat] = ["float32"]
    features = torch.cpu.get_capabilities()
    if features.get("avx512_bf16") or features.get("amx_bf16"):
        precisions.append("bfloat16")
    works: dict[str, Callable[[], object]] = {
        name: _product(getattr(torch, name)) for name in precisions
    }
    for case in cases():
        for name, work in _training(case, precisions).items():
            works[f"{case.name}: {name}"] = work
    seconds = _fastest(works)
    found = {
        "peak_gflops": {name: 2 * _MATRIX**3 / seconds[name] / 1e9 for name in precisions},
        "steps": {
            case.name: {
                "flops": training_flops(case.spec, case.batch),
                "seconds": {
                    name: seconds[f"{case.name}: {name}"] / case.steps for name in precisions
                },
                "gather_seconds": seconds[f"{case.name}: gather"] / case.steps,
            }
            for case in cases()
        },
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _main()
