"""Make the three invented files of this folder; the same bytes on every machine.

    python sample_data/make_samples.py [FOLDER]

``station_load.csv`` is the hourly load of six stations over six weeks, 2024-05-06 to
2024-06-16, with what real loggers do: single rows are missing, one station was down for 14
hours, some cells are empty, and one station was set up two weeks after the others.

``museum_visitors.csv`` is the number of visitors per day of 2023 and 2024, with the price of
a ticket. The price is decided ahead: it is filled in for 28 days after the last count. Its
true effect is known, because it was put in: **at 15 instead of 20 there come 1.30 times as
many visitors**, on the same day, whatever the season.

``shop_sales.csv`` is what six shops sell per day, 2022-07-04 to 2024-12-22, with the region they
are in, price, promotions and a count of visitors. Price and promotions are decided ahead: both
are filled in for 28 days after the last sales. Visitors are counted as they come: that column
ends with the sales. One shop opened 14 months after the others, and some cells are empty.
What price and promotions do is known, because it was put in. In units of the level of a shop
(``SHOPS``), and on the same day, whatever the season: **a promotion adds 0.30, and a price 10 %
above the usual one takes 0.12 away**, half of that for 5 %, and the other way round below it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

SEED = 1949
DISCOUNT_EFFECT = 1.30
PROMOTION_EFFECT = 0.30  # levels of the shop
PRICE_EFFECT = -1.2  # levels of the shop, times the price's distance from the usual one, as a share
_STATIONS = ("airport", "harbour", "hill", "market", "mill", "north")
_LATE_STATION, _LATE_HOURS = "airport", 14 * 24
_BROKEN_STATION, _BROKEN_FROM, _BROKEN_HOURS = "hill", 24 * 24 + 3, 14
_MISSING_ROWS, _EMPTY_CELLS = 0.004, 0.006
_MUSEUM_DAYS, _DAYS_AHEAD = 731, 28
_SHOP_DAYS, _LATE_SHOP, _LATE_DAYS = 903, "village", 427
_NO_SALES, _NO_PRICE, _NO_VISITORS = 0.006, 0.003, 0.015  # shares of empty cells
_PRICE_STEPS = (-0.15, -0.10, -0.05, 0.0, 0.05, 0.10, 0.15)


@dataclass(frozen=True)
class Shop:
    """What is invented of a shop."""

    name: str
    region: str
    level: float  # sold on a usual day
    price: float  # the usual one
    growth: float  # levels per year


SHOPS = (
    Shop("arcade", "city", 420.0, 8.0, 0.05),
    Shop("bridge", "city", 260.0, 8.5, 0.02),
    Shop("harbour", "coast", 180.0, 9.0, 0.08),
    Shop("pier", "coast", 140.0, 9.5, -0.03),
    Shop("square", "inland", 310.0, 7.5, 0.04),
    Shop("village", "inland", 90.0, 7.0, 0.10),
)
#: Of the days from Monday to Sunday, in levels of the shop.
_WEEKS = {
    "city": (-0.10, -0.14, -0.08, 0.00, 0.16, 0.36, -0.20),
    "coast": (-0.18, -0.20, -0.14, -0.04, 0.10, 0.26, 0.20),
    "inland": (-0.04, -0.06, 0.00, 0.04, 0.14, 0.22, -0.30),
}


def main(folder: Path) -> None:
    """Write the files into a folder."""
    _write(folder / "station_load.csv", "station,time,load", _station_rows())
    _write(folder / "museum_visitors.csv", "date,visitors,price", _museum_rows())
    header = "shop,region,date,sales,price,promo,visitors"
    _write(folder / "shop_sales.csv", header, _shop_rows())


def _station_rows() -> Iterable[str]:
    # RandomState, not default_rng: numpy promises that its numbers never change.
    random = np.random.RandomState(SEED)
    hours = np.arange("2024-05-06T00", "2024-06-17T00", dtype="datetime64[h]")
    for name in _STATIONS:
        load = _station_load(random, len(hours))
        kept = random.uniform(size=len(hours)) >= _MISSING_ROWS
        empty = random.uniform(size=len(hours)) < _EMPTY_CELLS
        empty[[0, -1]] = False
        if name == _LATE_STATION:
            kept[:_LATE_HOURS] = False
        if name == _BROKEN_STATION:
            kept[_BROKEN_FROM : _BROKEN_FROM + _BROKEN_HOURS] = False
        for step in np.flatnonzero(kept):
            cell = "" if empty[step] else f"{load[step]:.1f}"
            yield f"{name},{hours[step]}:00,{cell}"


def _station_load(random: np.random.RandomState, length: int) -> FloatArray:
    """Return a load of ``length`` hours that begin on a Monday: day, week, slow noise."""
    hour = np.arange(length)
    level = random.uniform(80.0, 900.0)
    peak = random.uniform(11.0, 19.0)
    day = 0.25 * np.cos(2 * np.pi * (hour - peak) / 24) + 0.08 * np.cos(4 * np.pi * hour / 24)
    weekend = np.where(hour // 24 % 7 >= 5, random.uniform(0.70, 0.95), 1.0)
    shocks = random.normal(scale=0.02, size=length)
    slow = np.empty(length)
    state = 0.0
    for step in range(length):
        state = 0.9 * state + shocks[step]
        slow[step] = state
    return np.asarray(level * (1 + day) * weekend * np.exp(slow), dtype=np.float64)


def _museum_rows() -> Iterable[str]:
    random = np.random.RandomState(SEED + 1)
    total = _MUSEUM_DAYS + _DAYS_AHEAD
    dates = np.datetime64("2023-01-01") + np.arange(total)
    discounted = _discounts(random, total)
    day = np.arange(total)
    week = np.array([0.0, 0.55, 0.70, 0.80, 0.85, 1.10, 1.60])  # closed on Mondays
    weekday = (day + 6) % 7  # 2023-01-01 was a Sunday
    year = 1 + 0.30 * np.cos(2 * np.pi * (day - 200) / 365.25)
    growth = 1 + 0.10 * day / 365.25
    noise = np.exp(random.normal(scale=0.06, size=total))
    effect = np.where(discounted, DISCOUNT_EFFECT, 1.0)
    visitors = np.round(600 * week[weekday] * year * growth * effect * noise)
    for step in range(total):
        count = f"{visitors[step]:.0f}" if step < _MUSEUM_DAYS else ""
        yield f"{dates[step]},{count},{15 if discounted[step] else 20}"


def _discounts(random: np.random.RandomState, total: int) -> npt.NDArray[np.bool_]:
    """Return which days are cheap: runs of 2 to 6 days, 6 to 18 days apart."""
    cheap = np.zeros(total, dtype=np.bool_)
    step = int(random.randint(6, 19))
    while step < total:
        length = int(random.randint(2, 7))
        cheap[step : step + length] = True
        step += length + int(random.randint(6, 19))
    return cheap


def _shop_rows() -> Iterable[str]:
    random = np.random.RandomState(SEED + 2)
    total = _SHOP_DAYS + _DAYS_AHEAD
    dates = np.datetime64("2022-07-04") + np.arange(total)  # a Monday
    for shop in SHOPS:
        promoted = _promotions(random, total)
        dearer = _price_changes(random, total)
        price = np.round(shop.price * (1 + dearer), 2)
        footfall = _footfall(random, total)
        expected = _usual_sales(shop, total) + shop.level * (
            PROMOTION_EFFECT * promoted + PRICE_EFFECT * (price / shop.price - 1)
        )
        noise = random.normal(scale=0.05, size=total)
        sales = np.maximum(np.round(expected + shop.level * (0.6 * footfall + noise)), 0)
        visitors = np.round(3 * expected * np.exp(footfall + random.normal(0, 0.03, total)))
        known = np.arange(total) < _SHOP_DAYS
        shown = known & (random.uniform(size=total) >= _NO_SALES)
        priced = ~known | (random.uniform(size=total) >= _NO_PRICE)
        counted = known & (random.uniform(size=total) >= _NO_VISITORS)
        first = _LATE_DAYS if shop.name == _LATE_SHOP else 0
        shown[[first, _SHOP_DAYS - 1]] = True
        for step in range(first, total):
            cells = (
                f"{sales[step]:.0f}" if shown[step] else "",
                f"{price[step]:.2f}" if priced[step] else "",
                f"{promoted[step]:.0f}",
                f"{visitors[step]:.0f}" if counted[step] else "",
            )
            yield ",".join((shop.name, shop.region, str(dates[step]), *cells))


def _usual_sales(shop: Shop, total: int) -> FloatArray:
    """Return what a shop sells at its usual price without promotions: trend, week, year."""
    day = np.arange(total)
    week = np.array(_WEEKS[shop.region])[day % 7]
    year = 0.10 * np.cos(2 * np.pi * (day - 165) / 365.25)  # most before Christmas
    return np.asarray(shop.level * (1 + shop.growth * day / 365.25 + week + year))


def _promotions(random: np.random.RandomState, total: int) -> FloatArray:
    """Return 1 on days of promotions, else 0: runs of 2 to 7 days, 7 to 25 days apart."""
    promoted = np.zeros(total)
    step = int(random.randint(3, 20))
    while step < total:
        length = int(random.randint(2, 8))
        promoted[step : step + length] = 1.0
        step += length + int(random.randint(7, 26))
    return promoted


def _price_changes(random: np.random.RandomState, total: int) -> FloatArray:
    """Return the price's distance from the usual one, as a share: anew every 4 to 20 days."""
    dearer = np.empty(total)
    step = 0
    while step < total:
        length = int(random.randint(4, 21))
        dearer[step : step + length] = _PRICE_STEPS[int(random.randint(len(_PRICE_STEPS)))]
        step += length
    return dearer


def _footfall(random: np.random.RandomState, total: int) -> FloatArray:
    """Return how many more people are about than usual, as a share: slow noise."""
    shocks = random.normal(scale=0.03, size=total)
    state, slow = 0.0, np.empty(total)
    for step in range(total):
        state = 0.8 * state + shocks[step]
        slow[step] = state
    return slow


def _write(path: Path, header: str, rows: Iterable[str]) -> None:
    path.write_bytes("".join(f"{row}\n" for row in (header, *rows)).encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
