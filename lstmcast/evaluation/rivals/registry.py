"""Which rivals there are, what to call them, and which of them a backtest takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType

from lstmcast.errors import UsageError
from lstmcast.evaluation.baselines import seasonal_average, seasonal_naive
from lstmcast.evaluation.rivals.boosting import BoostedLags
from lstmcast.evaluation.rivals.rival import Rival
from lstmcast.evaluation.rivals.simple import SimpleRival, last_value, line
from lstmcast.evaluation.rivals.statistical import StatisticalRival, require_statsforecast

#: The yardstick comes first and is always there.
_YARDSTICK = "seasonal-naive"

#: Who lstmcast itself brings along.
_OWN: Mapping[str, Rival] = MappingProxyType(
    {
        _YARDSTICK: SimpleRival(name="seasonal naive", method=seasonal_naive),
        "naive": SimpleRival(name="naive", method=last_value),
        "drift": SimpleRival(name="drift", method=line),
        "seasonal-average": SimpleRival(name="seasonal average", method=seasonal_average),
        "boosting": BoostedLags(),
    }
)
#: Who needs statsforecast. What they look at is limited so that a series takes a few seconds at
#: most: theta's time grows with the square of it, and ETS of statsforecast knows no season of more
#: than 24 steps.
_STATISTICAL: Mapping[str, Rival] = MappingProxyType(
    {
        "theta": StatisticalRival(
            name="theta", method="AutoTheta", newest=2000, longest_season=1000
        ),
        "ets": StatisticalRival(name="ETS", method="AutoETS", newest=2000, longest_season=24),
        "arima": StatisticalRival(name="ARIMA", method="AutoARIMA", newest=500, longest_season=24),
    }
)
_ALL: Mapping[str, Rival] = MappingProxyType({**_OWN, **_STATISTICAL})

DEFAULT_RIVALS = tuple(_OWN)
RIVAL_NAMES = tuple(_ALL)
#: Words for several: all of them, and none beside the yardstick.
_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType({"all": RIVAL_NAMES, "none": ()})


def choose_rivals(names: Sequence[str] | None) -> tuple[Rival, ...]:
    """Return the rivals of these ``names``, in the order of ``RIVAL_NAMES``; None: the usual ones.

    Seasonal naive is always there, and first. Raises UsageError for a name nobody has, and
    MissingDependencyError for a rival whose library is not installed.
    """
    asked = {_YARDSTICK}
    for name in DEFAULT_RIVALS if names is None else names:
        asked.update(_named(name.strip().lower()))
    chosen = {name: rival for name, rival in _ALL.items() if name in asked}
    if optional := [rival.name for name, rival in chosen.items() if name in _STATISTICAL]:
        require_statsforecast(optional)
    return tuple(chosen.values())


def _named(name: str) -> tuple[str, ...]:
    if name in _WORDS:
        return _WORDS[name]
    if name in _ALL:
        return (name,)
    choices = (*RIVAL_NAMES, *_WORDS)
    close = get_close_matches(name, choices, n=1)
    raise UsageError(
        f"there is no rival {name or 'without a name'}: rivals are {', '.join(choices)}",
        hint=f"did you mean {close[0]}?" if close else "name some of them with commas between",
    )
