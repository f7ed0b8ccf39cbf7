"""Which pretrained networks there are: one per seasonal period that frequencies bring.

Any other period is folded onto one of these, see ``matching``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lstmcast.model.spec import ModelSpec
from lstmcast.prior.generator import Blend
from lstmcast.windows.sampling import WindowShape


@dataclass(frozen=True, slots=True, kw_only=True)
class PretrainingPlan:
    """One network, what it is trained on, and for how long."""

    shape: WindowShape
    patch: int
    steps: int
    hidden: int = 192
    filters: int = 8
    batch_size: int = 256
    learning_rate: float = 2e-3
    seed: int = 0
    blend: Blend = field(default_factory=Blend)

    @property
    def season(self) -> int:
        """Return the seasonal period the network is made for."""
        return self.shape.season

    @property
    def spec(self) -> ModelSpec:
        """Return the network."""
        return ModelSpec(
            horizon=self.shape.horizon,
            lookback=self.shape.lookback,
            patch=self.patch,
            hidden=self.hidden,
            changes=True,
            filters=self.filters,
        )


def _plan(
    season: int,
    *,
    lookback: int,
    horizon: int,
    patch: int,
    steps: int,
    lags: tuple[int, ...] = (),
    blend: Blend | None = None,
) -> PretrainingPlan:
    repeated = lags or ((season, 1) if season > 1 else (1,))
    shape = WindowShape(lookback=lookback, horizon=horizon, season=season, lags=repeated)
    return PretrainingPlan(shape=shape, patch=patch, steps=steps, blend=blend or Blend())


#: Years and series without a season: mostly growing, and smoothly.
_GROWING = Blend(noise=(-2.0, 0.3), upwards=0.85, momentum=0.7, multiplicative=0.6)
#: Machines, weather and people by the hour: seasons from noisy to very clean.
_CLEAN = Blend(trend=(-1.5, 0.3), season=(-0.7, 0.6), noise=(-2.7, 0.2), with_season=0.95)
#: Prices and other walks by the business day.
_WALKING = Blend(noise=(-2.0, 0.3), with_season=0.5)
_BUSINESS = Blend(upwards=0.7)

#: By season: none or years, quarters, business days, days, months, hours, weeks of a year.
PLANS: dict[int, PretrainingPlan] = {
    plan.season: plan
    for plan in (
        _plan(1, lookback=64, horizon=18, patch=4, steps=10_000, blend=_GROWING),
        _plan(4, lookback=64, horizon=12, patch=4, steps=8_000, blend=_BUSINESS),
        _plan(5, lookback=120, horizon=30, patch=10, steps=6_000, blend=_WALKING),
        _plan(7, lookback=140, horizon=28, patch=7, steps=8_000),
        _plan(12, lookback=120, horizon=24, patch=12, steps=12_000, blend=_BUSINESS),
        _plan(
            24, lookback=504, horizon=96, patch=24, steps=10_000, lags=(168, 24, 1), blend=_CLEAN
        ),
        _plan(52, lookback=208, horizon=26, patch=13, steps=8_000),
    )
}
