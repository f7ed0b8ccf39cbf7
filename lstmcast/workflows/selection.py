"""Find one series by the name that somebody typed."""

from __future__ import annotations

from difflib import get_close_matches

from lstmcast.data.series import SeriesKey
from lstmcast.errors import UsageError


def names_of(keys: tuple[SeriesKey, ...]) -> list[str]:
    """Return what series are called: their ids, and the target where there are several.

    The parts are joined by a slash, as in the column ``unique_id`` of a forecast.
    """
    several = len({key.target for key in keys}) > 1
    return ["/".join((*key.ids, key.target) if several or not key.ids else key.ids) for key in keys]


def find_series(keys: tuple[SeriesKey, ...], wanted: str) -> int:
    """Return the position of the series of that name; blanks around slashes do not matter.

    Capitals do only where they tell two series apart. Raises UsageError, with the nearest name,
    when there is no such series, or more than one.
    """
    names = names_of(keys)
    tidy = _tidy(wanted)
    for spelling in (str, str.casefold):
        found = [
            place for place, name in enumerate(names) if spelling(_tidy(name)) == spelling(tidy)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            several = ", ".join(names[place] for place in found[:3])
            raise UsageError(f"--series {wanted} names {len(found)} series: {several}")
    within = [name for name in names if tidy in _tidy(name).split("/")]
    nearest = within or get_close_matches(tidy, names, n=1) or names
    raise UsageError(
        f"there is no series {wanted}",
        hint=f"--series takes one of {len(names)} names, such as {nearest[0]}"
        if len(names) > 1
        else f"the only one is {names[0]}, which needs no --series",
    )


def _tidy(name: str) -> str:
    return "/".join(part.strip() for part in name.split("/"))
