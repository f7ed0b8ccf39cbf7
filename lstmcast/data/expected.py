"""What a model says about the files that it is to forecast."""

from __future__ import annotations

from dataclasses import dataclass

from lstmcast.data.calendar import Calendar
from lstmcast.data.covariates import Column
from lstmcast.data.reading import NOTHING_KEPT, Reading
from lstmcast.data.roles import Roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a model says about its data; nothing of it is inferred again."""

    roles: Roles
    calendar: Calendar
    reading: Reading = NOTHING_KEPT
    covariates: tuple[Column, ...] = ()  # of the files, those by step before those of series
