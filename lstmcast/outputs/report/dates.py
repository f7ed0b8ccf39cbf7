"""Which time stamps below a chart have a name: the first of a year, a month, a day, an hour."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_MOST = 8
_MONTH, _DAY = slice(5, 7), slice(8, 10)
#: Parts of an ISO time stamp from coarse to fine: how many characters name it, where its number
#: stands, and which multiples of that number are round.
_PARTS = (
    (slice(0, 4), slice(0, 4), (1, 2, 5, 10, 20, 25, 50, 100)),
    (slice(0, 7), _MONTH, (1, 3, 6)),
    (slice(0, 10), _DAY, (1, 2, 7, 14)),
    (slice(5, 13), slice(11, 13), (1, 3, 6, 12)),
    (slice(11, 16), slice(14, 16), (1, 5, 10, 15, 30)),
    (slice(11, 19), slice(17, 19), (1, 5, 10, 15, 30)),
)


def date_ticks(stamps: Sequence[str]) -> list[tuple[int, str]]:
    """Return the places of up to eight stamps, and what to write there.

    Stamps are those of neighbouring steps, as ISO 8601 or as plain numbers. The coarsest part
    that changes at least twice is taken, so that there is something to read off.
    """
    if _are_numbers(stamps):
        return _round_numbers(stamps)
    for whole, part, multiples in _PARTS:
        changes = [
            (place + 1, after)
            for place, (before, after) in enumerate(pairwise(stamps))
            if before[whole] != after[whole] and len(after) >= part.stop
        ]
        if len(changes) >= 2:
            return [(place, _name(stamp, whole)) for place, stamp in _few(changes, part, multiples)]
    return [(0, stamps[0])] if stamps else []


def shortened(stamps: Sequence[str]) -> list[str]:
    """Return stamps without what all of them end with: 2024-05-01 and 2024-06-01 are months."""
    for length in (7, 10):
        if len({stamp[length:] for stamp in stamps}) == 1 and len(set(stamps)) > 1:
            return [stamp[:length] for stamp in stamps]
    return list(stamps)


def step_marks(steps: int) -> list[tuple[int, str]]:
    """Return the places of the first step, 1, and of round ones after it."""
    pace = 1
    while steps > 2 * _MOST * pace:
        pace = _next_round(pace)
    return [(step - 1, str(step)) for step in range(1, steps + 1) if step == 1 or step % pace == 0]


def _are_numbers(stamps: Sequence[str]) -> bool:
    """Tell whether stamps are steps, or years alone, which are round in the same way."""
    return all(stamp.lstrip("-").isdigit() for stamp in stamps)


def _round_numbers(stamps: Sequence[str]) -> list[tuple[int, str]]:
    numbers = [int(stamp) for stamp in stamps]
    step = 1
    while len(numbers) > _MOST * step:
        step = _next_round(step)
    return [(place, str(number)) for place, number in enumerate(numbers) if number % step == 0]


def _next_round(step: int) -> int:
    """Return 2, 5, 10, 20, 50, ... after 1, 2, 5, 10, 20."""
    return step * 5 // 2 if str(step).startswith("2") else step * 2


def _few(
    changes: list[tuple[int, str]], part: slice, multiples: tuple[int, ...]
) -> list[tuple[int, str]]:
    """Return the changes to a round number, or every so manyth where even these are many.

    Days are counted on from each other: months are no multiple of a week.
    """
    first = int(part == _MONTH)  # months count from 1
    for multiple in multiples:
        if part == _DAY:
            kept = changes[::multiple]
        else:
            kept = [each for each in changes if (int(each[1][part]) - first) % multiple == 0]
        if 2 <= len(kept) <= _MOST:
            return kept
    return changes[:: -(-len(changes) // _MOST)]


def _name(stamp: str, whole: slice) -> str:
    """Return "2021", "2021-03", "2021-03-04", "03-04 12 h" or "12:30"."""
    text = stamp[whole]
    return f"{text.replace('T', ' ')} h" if whole.start == 5 else text
