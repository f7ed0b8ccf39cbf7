"""Which column means what. How that is found out is in ``columns/find_roles.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: Instead of a time column: rows in the order of the file are steps 0, 1, 2, ...
ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The columns of a file by what they are used for."""

    time: tuple[str, ...]  # one column, several parts of a moment, or ("row",)
    ids: tuple[str, ...]  # columns whose values together name a series
    targets: tuple[str, ...]  # columns to forecast
    known: tuple[str, ...] = ()  # columns known ahead of time
    past: tuple[str, ...] = ()  # columns known only once it has happened
    static: tuple[str, ...] = ()  # columns that say the same of a series at every step
    ignored: tuple[tuple[str, str], ...] = ()  # other columns, and why they are not used
    day_first: bool | None = None  # is 03/04/2024 the third of April? None: no such dates

    @property
    def used(self) -> tuple[str, ...]:
        """Return all columns that are read."""
        return (*self.time, *self.ids, *self.targets, *self.covariates)

    @property
    def covariates(self) -> tuple[str, ...]:
        """Return all columns that are read besides the values to forecast."""
        return (*self.known, *self.past, *self.static)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {
            "time": list(self.time),
            "ids": list(self.ids),
            "targets": list(self.targets),
            "known": list(self.known),
            "past": list(self.past),
            "static": list(self.static),
            "ignored": [list(pair) for pair in self.ignored],
            "day_first": self.day_first,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Roles:
        """Rebuild from ``to_dict``; raises KeyError or ValueError for foreign data.

        Models of the first formats had no covariates.
        """
        return cls(
            time=tuple(data["time"]),
            ids=tuple(data["ids"]),
            targets=tuple(data["targets"]),
            known=tuple(data.get("known", ())),
            past=tuple(data.get("past", ())),
            static=tuple(data.get("static", ())),
            ignored=tuple((column, reason) for column, reason in data["ignored"]),
            day_first=data["day_first"],
        )
