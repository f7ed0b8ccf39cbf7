"""An hourly file that grows by a day each night, and what goes wrong with it on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

DAY = 24
BEFORE = 28  # days that are known on night 0
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # a Thursday
_AT = timedelta(hours=3)  # when the job runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """On which nights what happens; None: it does not."""

    nights: int
    shift: int | None = None  # the first night whose newest day has another level
    outage: int | None = None  # no value of any series; the night after, of half of them
    late: int | None = None  # the file is as it was the night before
    correction: int | None = None  # the day before the day before was wrong


#: That of the nights that jobs are held to.
SIXTY = Story(nights=60, shift=20, outage=30, late=40, correction=50)


class Plant:
    """Machines by the hour, with days and chance, and a shift that is there to stay.

    From then on they do more all day, and much more while people work, who have two days off a
    week, on every machine others: a season that no model can know which was trained before.
    """

    def __init__(self, story: Story, *, seed: int, machines: int = 7) -> None:
        self._story = story
        self._values = _draw(story, seed=seed, machines=machines)  # [machines, hours]

    @staticmethod
    def now(night: int) -> datetime:
        """Return when the job of a night runs."""
        return BEGINNING + timedelta(days=BEFORE + night) + _AT

    def write(self, path: Path, night: int) -> None:
        """Write the file as it lies there on a night."""
        known = (BEFORE + night - (night == self._story.late)) * DAY
        values = self._values[:, :known].copy()
        self._wrong(values, night)
        self._lose(values, night)
        stamps = [f"{BEGINNING + timedelta(hours=hour):%Y-%m-%d %H:%M}" for hour in range(known)]
        rows = [
            f"{stamp},m{machine},{'' if np.isnan(value) else format(value, '.2f')}"
            for machine, row in enumerate(values)
            for stamp, value in zip(stamps, row.tolist(), strict=True)
        ]
        path.write_text("\n".join(["time,machine,load", *rows, ""]), encoding="utf-8")

    def _wrong(self, values: FloatArray, night: int) -> None:
        """Take a meter wrong for a day, until it is corrected."""
        corrected = self._story.correction
        if corrected is not None and night < corrected:
            values[:, day_of(corrected - 2)] += 3.0

    def _lose(self, values: FloatArray, night: int) -> None:
        outage = self._story.outage
        if outage is not None and night >= outage:
            values[:, day_of(outage)] = np.nan
            values[::2, day_of(outage + 1)] = np.nan


def day_of(night: int) -> slice:
    """Return the hours of the day that is the newest one on a night."""
    end = (BEFORE + night) * DAY
    return slice(end - DAY, end)


def _draw(story: Story, *, seed: int, machines: int) -> FloatArray:
    generator = np.random.default_rng(seed)
    time = np.arange((BEFORE + story.nights) * DAY)
    hour, day = time % DAY, time // DAY
    values = np.zeros((machines, len(time)))
    for machine in range(machines):
        swing = 20.0 * np.sin(2 * np.pi * (hour - 6 - machine) / DAY)
        values[machine] = 100 + swing + _wander(generator, len(time))
        if story.shift is not None:
            later = time >= day_of(story.shift).start
            working = later & (hour >= 6) & (hour < 14) & ((day + machine) % 7 >= 2)
            values[machine] += np.where(later, 25.0, 0.0) + np.where(working, 40.0, 0.0)
    return values


def _wander(generator: np.random.Generator, steps: int) -> FloatArray:
    surprises, chance = generator.normal(0, 1.5, steps), np.zeros(steps)
    for step in range(1, steps):
        chance[step] = 0.8 * chance[step - 1] + surprises[step]
    return chance
