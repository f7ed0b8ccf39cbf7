"""Two shops whose sales follow their prices, as a small file, and settings for a small network."""

from __future__ import annotations

import numpy as np

DAYS = 60
HEAD = "shop,day,sold,price,guests,kind"
FLAGS = ("--known", "price", "--past", "guests", "--static", "kind")
SETTINGS = """[window]
horizon = 7
season = 7
lookback = 14

[network]
hidden = 6

[training]
steps = 30
learning_rate = 0.01
"""


def price_of(shop: str, step: int) -> float:
    """Return the price on a day, counted from the first one."""
    return 2 + (7 * step + 3 * ord(shop)) % 11 / 4


def day_of(step: int) -> str:
    """Return the date of a day."""
    return str(np.datetime64("2024-01-01") + step)


def shops(*, ahead: int = 0) -> str:
    """Return the file of 60 days, and prices of some days more."""
    rows = [HEAD]
    for shop, kind in (("a", "big"), ("b", "small")):
        for step in range(DAYS + ahead):
            price = price_of(shop, step)
            sold = 60 + 5 * (step % 7) - 9 * price + step * 5 % 3 / 4
            told = f"{sold:.2f},{price},{step * 3 % 13}" if step < DAYS else f",{price},"
            rows.append(f"{shop},{day_of(step)},{told},{kind}")
    return "\n".join(rows) + "\n"


def future(*, ahead: int = 7) -> str:
    """Return the prices of the days to come, as a file of their own."""
    rows = [
        f"{shop},{day_of(DAYS + step)},{price_of(shop, DAYS + step)}"
        for shop in "ab"
        for step in range(ahead)
    ]
    return "\n".join(["shop,day,price", *rows]) + "\n"


def with_cell(text: str, line: int, column: int, cell: str) -> str:
    """Return a text with another cell in a line (from 1) and column (from 0)."""
    lines = [row.split(",") for row in text.splitlines()]
    lines[line - 1][column] = cell
    return "".join(",".join(row) + "\n" for row in lines)
