"""Which pretrained network serves a season, and how: as it is, or by folding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lstmcast.windows.folding import Fold

How = Literal["own", "multiple", "folded"]

_WEEK_OF_HOURS = 168  # the network for days of 24 hours repeats weeks too
_MOST_CYCLES = 4  # of a short season in the longer one of a network
_MOST_STEPS = 4  # of a season in one bin of a short one
_FINE = (24, 12)  # fine enough for any season that is a multiple of them
_COARSE = (7, 5, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A network and how a season is shown to it."""

    network: int  # the seasonal period it was made for
    how: How
    fold: Fold | None = None


def match_season(season: int, networks: tuple[int, ...]) -> Match:
    """Return what serves a season of that many steps, of the networks there are (rising).

    The first of these rules that holds:

    1. a network made for the season; a week of hours is in the one for days of hours;
    2. the smallest network whose season is 2, 3 or 4 of this one: 2 -> 4, 8 -> 24, 26 -> 52;
    3. a week of parts of an hour (a multiple of 168), folded onto the network for hours;
    4. a multiple of 24 or 12, folded onto these: 48, 96, 288 -> 24; 132 -> 12;
    5. up to 4 times 7, 5 or 4, folded onto these: 14, 28 -> 7; 10 -> 5; 16 -> 4;
    6. any other, folded onto the largest network below, bins being a step wider here and
       there: 365 -> 52, 30 -> 24.

    Raises ValueError for a season below 1 or where no network is left.
    """
    if season < 1:
        raise ValueError(f"a season has at least 1 step, not {season}")
    if season in networks:
        return Match(network=season, how="own")
    if season == _WEEK_OF_HOURS and 24 in networks:
        return Match(network=24, how="own")
    for cycles in range(2, _MOST_CYCLES + 1):
        if season > 1 and cycles * season in networks:
            return Match(network=cycles * season, how="multiple")
    if season % _WEEK_OF_HOURS == 0 and 24 in networks:
        day = season // 7
        return Match(network=24, how="folded", fold=Fold(steps=day, bins=24))
    whole = [bins for bins in _FINE if season % bins == 0]
    whole += [b for b in _COARSE if season % b == 0 and season <= _MOST_STEPS * b]
    below = [bins for bins in reversed(networks) if 1 < bins < season]
    for bins in (*whole, *below):
        if bins in networks:
            return Match(network=bins, how="folded", fold=Fold(steps=season, bins=bins))
    raise ValueError(f"there is no network for a season of {season} steps")
