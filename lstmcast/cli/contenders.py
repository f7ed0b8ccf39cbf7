"""Which networks a comparison takes, as it was typed."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from lstmcast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lstmcast.evaluation.comparison import Wanted

_MOST_SEEDS = 100


def choose_contenders(
    cells: Sequence[str] | None, sizes: Sequence[str] | None, seeds: str | None, *, probe: bool
) -> Wanted:
    """Return what is to be compared; raises UsageError for what no network can be.

    ``cells`` and ``sizes`` are texts with commas; what is not given is the usual.
    """
    from lstmcast.evaluation.comparison import Wanted

    usual = Wanted()
    return Wanted(
        kinds=usual.kinds if cells is None else _kinds(cells),
        sizes=usual.sizes if sizes is None else _sizes(sizes),
        seeds=usual.seeds if seeds is None else _seeds(seeds),
        probe=probe,
    )


def _kinds(texts: Sequence[str]) -> tuple[str, ...]:
    from lstmcast.evaluation.comparison import KINDS

    kinds = [word.lower() for word in _words(texts)]
    for kind in kinds:
        if kind not in KINDS:
            close = get_close_matches(kind, KINDS, n=1)
            raise UsageError(
                f"--cells must be of {', '.join(KINDS)}, not {kind or 'empty'}",
                hint=f"did you mean {close[0]}?" if close else "name some with commas between",
            )
    return tuple(dict.fromkeys(kinds))


def _sizes(texts: Sequence[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(_number("hidden", word) for word in _words(texts)))


def _seeds(text: str) -> int:
    seeds = _number("seeds", text)
    if not 1 <= seeds <= _MOST_SEEDS:
        raise UsageError(
            f"--seeds must be a whole number from 1 to {_MOST_SEEDS}, not {seeds}",
            hint="3 tell chance from a difference, 5 tell it better",
        )
    return seeds


def _number(name: str, text: str) -> int:
    from lstmcast.values import RejectedValueError, convert

    try:
        return int(str(convert(name, text, int, words=True)))
    except RejectedValueError as wanted:
        raise UsageError(
            f"--{name} must be {wanted}, not {text or 'empty'}",
            hint=f"correct --{name}, or leave it out for the default",
        ) from None


def _words(texts: Sequence[str]) -> list[str]:
    return [word.strip() for text in texts for word in text.split(",")]
