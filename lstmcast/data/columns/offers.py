"""Columns that are not used: why not, and how they could be."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lstmcast.config import CovariateConfig
from lstmcast.data.columns.categories import holds_few_words
from lstmcast.data.columns.find_ahead import AHEAD
from lstmcast.data.columns.index import SeriesIndex, varies_between
from lstmcast.data.columns.names import spell
from lstmcast.data.notes import Note
from lstmcast.data.roles import Roles
from lstmcast.data.text.table import Table

_NAMED = 6  # columns named in a remark
_OFFERED = 12  # columns that can be typed behind a flag
_SERVING = frozenset({"not a target", "indicator", "0/1 indicator", AHEAD})  # reasons


def remark_unused(table: Table, roles: Roles, index: SeriesIndex) -> tuple[Note, ...]:
    """Return a remark on columns that are not used, and on how those that might help could be."""
    if not roles.ignored:
        return ()
    serving = [
        name
        for name, reason in roles.ignored
        if reason in _SERVING or (reason == "text" and holds_few_words(table.columns[name]))
    ]
    static = [name for name in serving if varies_between(table.columns[name], index)]
    offers = _offer_by_step([name for name in serving if name not in static])
    if static:
        offers += (
            f"; to use what says the same of a series at every step, add --static {spell(*static)}"
        )
    return (Note("unused-columns", list_unused(roles) + offers),)


def list_unused(roles: Roles) -> str:
    """Return "not used: note (text), code (one value throughout)", or of many the first few."""
    shown = ", ".join(f"{name} ({reason})" for name, reason in roles.ignored[:_NAMED])
    more = len(roles.ignored) - _NAMED
    return f"not used: {shown}" + (f" and {more} more" if more > 0 else "")


def remark_ahead(
    roles: Roles, covariates: CovariateConfig, useless: Collection[str]
) -> tuple[Note, ...]:
    """Return a remark on columns that are used because they hold the rows to come."""
    found = [name for name in roles.known if name not in useless]
    if covariates.known or not found:
        return ()
    verb, pronoun = ("is", "it is") if len(found) == 1 else ("are", "they are")
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    flag = f"--past {spell(*found)}"
    if len(found) > _OFFERED:
        flag = "name those that are with --known"
    text = (
        f"{', '.join(found[:_NAMED])}{more} {verb} filled beyond the last value of "
        f"{', '.join(roles.targets)}, so {pronoun} used as known ahead; {flag} if that is wrong"
    )
    return (Note("known-ahead", text),)


def _offer_by_step(names: Sequence[str]) -> str:
    """Return how columns that change from step to step could be used."""
    if not names:
        return ""
    if len(names) > _OFFERED:
        first = spell(names[0])
        return (
            "; what is known ahead of time can be named with --known, the rest with --past, for "
            f"example --known {first}"
        )
    they, them = ("it is", "it") if len(names) == 1 else ("they are", "them")
    return (
        f"; if {they} known ahead of time, add --known {spell(*names)}, else name {them} by --past"
    )
