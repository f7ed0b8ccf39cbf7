"""Public holidays of countries, their parts and financial markets.

The dates are the ``holidays`` library's, which is optional and loaded on use.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from types import ModuleType

import numpy as np
import numpy.typing as npt

from lstmcast.errors import MissingDependencyError, UsageError

IntArray = npt.NDArray[np.int64]

_EXAMPLES = "Places are countries (DE), their parts (DE-BY, US-CA) and markets (XNYS)."


def check_places(places: Sequence[str]) -> tuple[str, ...]:
    """Return places as all versions of the library spell them, each once.

    ``DEU`` and ``de`` are ``DE``, ``NYSE`` is ``XNYS``. Raises UsageError for a place that is
    not known, and MissingDependencyError.
    """
    return tuple(dict.fromkeys(_spell(place) for place in places))


def holiday_days(place: str, first: int, last: int) -> IntArray:
    """Return the holidays of a place, in days since 1970-01-01, rising.

    All years that ``first`` and ``last`` (days likewise) reach into are covered. ``place`` is
    spelt as ``check_places`` does. Raises UsageError and MissingDependencyError.
    """
    library = _load_library()
    years = np.array([first, last]).astype("datetime64[D]").astype("datetime64[Y]").astype(int)
    span = range(int(years[0]) + 1970, int(years[1]) + 1971)
    country, _, part = _spell(place).partition("-")
    with warnings.catch_warnings():
        # That some dates of far years are not known helps nobody on standard error.
        warnings.simplefilter("ignore")
        if country in _countries(library):
            dates = library.country_holidays(country, subdiv=part or None, years=span)
        else:
            dates = library.financial_holidays(country, years=span)
    return np.array(sorted(dates), dtype="datetime64[D]").astype(np.int64)


def _load_library() -> ModuleType:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # older versions speak of their own future
            import holidays  # noqa: PLC0415 - optional
    except ImportError:
        raise MissingDependencyError(
            "--holidays needs the package holidays, which is not installed",
            hint="pip install 'lstmcast[holidays]'",
        ) from None
    return holidays


def _countries(library: ModuleType) -> Mapping[str, Sequence[str]]:
    """Return the parts of each country by its code of two letters."""
    known: Mapping[str, Sequence[str]] = library.list_supported_countries(include_aliases=False)
    return known


def _first_codes(library: ModuleType) -> dict[str, str]:
    """Return the code that stands for others of a place, such as DE for DEU, XNYS for NYSE."""
    registry = library.registry
    places = (*registry.COUNTRIES.values(), *registry.FINANCIAL.values())
    return {alias: own for _, own, *others in places for alias in others}


def _spell(place: str) -> str:
    """Return a place with its code in capitals and its part as the library has it."""
    library = _load_library()
    code, _, part = place.strip().partition("-")
    code = _first_codes(library).get(code.strip().upper(), code.strip().upper())
    countries = _countries(library)
    if code not in countries:
        if part or code not in library.list_supported_financial(include_aliases=True):
            raise _unknown_country(library, place, code)
        return code
    if not part:
        return code
    spelt = {name.upper(): name for name in countries[code]}
    if part.strip().upper() not in spelt:
        raise _unknown_part(library, place, code, part.strip())
    return f"{code}-{spelt[part.strip().upper()]}"


def _unknown_country(library: ModuleType, place: str, code: str) -> UsageError:
    """Return the error for a country nobody knows; many type its name."""
    names = {name.replace("_", " "): codes[1] for name, codes in library.registry.COUNTRIES.items()}
    word = code.lower().replace("_", " ")
    begun = [name for name in names if len(word) > 2 and name.startswith(word)]
    close = begun or get_close_matches(word, names, n=1, cutoff=0.75)
    codes = [names[name] for name in close] or get_close_matches(code, _countries(library), n=1)
    guess = f"Did you mean {codes[0]}? " if codes else ""
    return UsageError(f"no holidays are known of {place!r}", hint=guess + _EXAMPLES)


def _unknown_part(library: ModuleType, place: str, code: str, part: str) -> UsageError:
    """Return the error for a part a country does not have; many type its name."""
    parts = _countries(library)[code]
    if not parts:
        return UsageError(
            f"no holidays are known of {place!r}: those of {code} are not told apart by part",
            hint=f"Use {code}.",
        )
    aliases: Mapping[str, str] = library.country_holidays(code).subdivisions_aliases
    names = {**{name.lower(): name for name in parts}, **{k.lower(): v for k, v in aliases.items()}}
    close = get_close_matches(part.lower(), names, n=1)
    guess = f"Did you mean {code}-{names[close[0]]}? " if close else ""
    return UsageError(
        f"no holidays are known of {place!r}",
        hint=f"{guess}Parts of {code} are {', '.join(sorted(parts))}.",
    )
