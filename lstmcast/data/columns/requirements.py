"""What columns have to be there and have one role each, and what is said where they have not."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from lstmcast.config import CovariateConfig
from lstmcast.data.columns.find_time import list_names
from lstmcast.data.columns.names import spell
from lstmcast.data.roles import Roles
from lstmcast.data.text.table import Table
from lstmcast.errors import DataError, UsageError


@dataclass(frozen=True, slots=True)
class Use:
    """What a column is needed for."""

    role: str
    flag: str


TIME = Use("time", "--time")
TARGET = Use("target", "--target")
ID = Use("series id", "--id")
KNOWN = Use("known-ahead", "--known")
PAST = Use("past-only", "--past")
STATIC = Use("static", "--static")


def require_columns(table: Table, names: Sequence[str], use: Use, *, from_model: bool) -> None:
    """Raise DataError for a column that the file does not have."""
    for name in names:
        if name in table.columns:
            continue
        wanted = f", which the model needs as {use.role}" if from_model else ""
        guess = _guess(name, table.names, use.flag)
        raise DataError(
            f"{table.name} has no column {name!r}{wanted}; its columns are "
            f"{list_names(table.names)}",
            hint=f"{guess}{use.flag} names the {use.role} column.",
        )


def require_static(table: Table, beside: Table | None, names: Sequence[str]) -> None:
    """Raise DataError for a static column that neither of the files has."""
    if beside is None:
        return require_columns(table, names, STATIC, from_model=False)
    both = (*table.names, *(name for name in beside.names if name not in table.columns))
    for name in names:
        if name not in both:
            raise DataError(
                f"neither {table.name} nor {beside.name} has a column {name!r}; the columns of "
                f"{beside.name} are {list_names(beside.names)}",
                hint=f"{_guess(name, both, STATIC.flag)}{STATIC.flag} names the static column.",
            )
    return None


def require_apart(roles: Roles) -> None:
    """Raise UsageError when a column is to be two things at once, or twice the same."""
    names = list(roles.used)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(
            f"the column {twice!r} cannot have two roles",
            hint="Name it in one of --time, --id, --target, --known, --past and --static only.",
        )


def require_covariates(roles: Roles, covariates: CovariateConfig) -> None:
    """Raise UsageError for a category that is no covariate."""
    for name in covariates.categorical:
        if name not in roles.covariates:
            raise UsageError(
                f"--categorical names {name!r}, which is no covariate",
                hint=f"Say what it is as well: --known {spell(name)} if it is known ahead of "
                f"time, --past {spell(name)} if not, --static {spell(name)} if it never changes.",
            )


def _guess(name: str, names: Sequence[str], flag: str) -> str:
    """Return a question with the nearest name there is, if any comes near."""
    by_lower = {known.lower(): known for known in names}
    nearest = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.5)
    return f"Did you mean {flag} {spell(by_lower[nearest[0]])}? " if nearest else ""
