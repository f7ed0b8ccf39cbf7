"""The made sales of six shops: errors of the last 28 days, and the effects that were put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sample_data.make_samples import PRICE_EFFECT, PROMOTION_EFFECT, SHOPS
from tests.benchmarks.covariates.commands import Trained, predict
from tests.benchmarks.covariates.comparing import compare_errors, mean_by_series
from tests.benchmarks.covariates.cutting import hold_out, read_rows
from tests.benchmarks.covariates.effects import (
    Change,
    compare_effects,
    shown_effect,
    write_futures,
)
from tests.benchmarks.covariates.results import Finding
from tests.benchmarks.covariates.seeds import MOST_EACH, MOST_ON_AVERAGE, Trial, measure_sides
from tests.benchmarks.figures import REPOSITORY

_FILE = REPOSITORY / "sample_data" / "shop_sales.csv"
_HORIZON = 28
_DEARER = 0.10

_USUAL_PRICE = {shop.name: shop.price for shop in SHOPS}
#: As long as such changes are in the history: 2 to 7 days, and 4 to 20.
PROMOTION = Change(
    name="promotion of a week",
    column="promo",
    before={shop.name: 0.0 for shop in SHOPS},
    after={shop.name: 1.0 for shop in SHOPS},
    steps=range(7, 14),
    effect={shop.name: PROMOTION_EFFECT * shop.level for shop in SHOPS},
)
PRICE = Change(
    name="10 % dearer for two weeks",
    column="price",
    before=_USUAL_PRICE,
    after={name: (1 + _DEARER) * price for name, price in _USUAL_PRICE.items()},
    steps=range(7, 21),
    effect={shop.name: PRICE_EFFECT * _DEARER * shop.level for shop in SHOPS},
)


def measure_sample(seeds: Sequence[int], folder: Path, *, validation: bool) -> Finding:
    """Return errors with covariates and without, and recovered effects beside the true ones."""
    cut = hold_out(
        read_rows(_FILE),
        id="shop",
        target="sales",
        horizon=_HORIZON,
        skipped=_HORIZON if validation else 0,
        folder=folder,
    )
    trial = Trial(
        cut=cut,
        id="shop",
        options=("--target", "sales", "--id", "shop", "--horizon", str(_HORIZON)),
        covariates=("--known", "price,promo", "--past", "visitors", "--static", "region"),
    )
    shown: dict[str, list[Mapping[str, float]]] = {PROMOTION.name: [], PRICE.name: []}

    def look(model: Trained) -> None:
        for change in (PROMOTION, PRICE):
            usual, changed = (
                predict(model, cut.history, future=path, id="shop")
                for path in write_futures(cut.future, change, id="shop")
            )
            shown[change.name].append(shown_effect(usual, changed, change))

    sides = measure_sides(trial, seeds, folder, look=look)
    return Finding(
        title="shop sales",
        unit=f"MAE of 28 days and effects, means of {len(seeds)} seeds",
        lines=(
            *compare_errors(
                sides.with_them, sides.without, most_each=MOST_EACH, most_on_average=MOST_ON_AVERAGE
            ),
            *compare_effects(mean_by_series(shown[PROMOTION.name]), PROMOTION),
            *compare_effects(mean_by_series(shown[PRICE.name]), PRICE),
        ),
        remarks=sides.remarks,
        details={**sides.details, "shown": {name: list(runs) for name, runs in shown.items()}},
    )
