"""The table of a comparison: networks beside each other, medians over seeds and their range."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rich.table import Table

from lstmcast.evaluation.comparison import spread_of
from lstmcast.evaluation.seeds import best_of
from lstmcast.outputs.columns import GAP, fitting, named_table
from lstmcast.outputs.figures import UNICODE, Glyphs, align, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lstmcast.evaluation.comparison import Comparison, Errors, Measured, Spread

_WIDEST = 80
PRETRAINED = "pretrained"
#: What a row shows of a figure, and what the row below it shows of its range.
_Pair: TypeAlias = tuple[str, str]
#: Kept first where there is little room.
_TELLING = ("MASE", "MAE", "skill", "pinball", "recall", "weights", "time", "validated")


def comparison_table(
    comparison: Comparison, *, width: int = _WIDEST, glyphs: Glyphs = UNICODE
) -> Table:
    """Return a row for each network, its range over seeds below it, and one for the pretrained."""
    names = [network.contender.name for network in comparison.networks]
    best = names[best_of(comparison.networks)]
    names.append(PRETRAINED)
    columns = [column for column in _columns(comparison, glyphs) if any(map(any, column[1]))]
    widths = [(name, [text for pair in texts for text in pair]) for name, texts in columns]
    room = min(width, _WIDEST) - GAP - max(map(len, names))
    kept = {name for name, _ in fitting(widths, room, telling=_TELLING)}
    columns = [column for column in columns if column[0] in kept]
    table = named_table(heading for heading, _ in columns)
    for place, name in enumerate(names):
        middles, ranges = zip(*(texts[place] for _, texts in columns), strict=True)
        table.add_row(name, *middles, style="bold" if name == best else "")
        if any(ranges):
            table.add_row("", *ranges, style="dim")
    return table


def error_texts(errors: Sequence[float | None]) -> list[str]:
    """Return errors with as many decimals as tell networks apart; None is empty."""
    largest = max((abs(error) for error in errors if error is not None), default=0.0)
    if largest < 0.1 or largest >= 1000:
        return align(errors, digits=2)
    decimals = 2 if largest < 10 else 1 if largest < 100 else 0
    return ["" if error is None else f"{error:.{decimals}f}" for error in errors]


def _columns(comparison: Comparison, glyphs: Glyphs) -> list[tuple[str, list[_Pair]]]:
    """Return headings, and a pair of texts for each network and for the pretrained one."""

    def spreads(figure: Callable[[Errors], float | None]) -> list[Spread | None]:
        own = [each.spread(lambda trial: figure(trial.errors)) for each in networks]
        return [*own, spread_of([figure(comparison.pretrained.errors)])]

    networks = comparison.networks
    weights = [*(each.weights for each in networks), comparison.pretrained.weights]
    seconds = [*(each.spread(lambda trial: trial.seconds) for each in networks), None]
    scaled = comparison.yardstick.mase is not None
    return [
        ("weights", [(_compact(number), "") for number in weights]),
        ("time", _times(seconds, glyphs)),
        ("MASE" if scaled else "MAE", _numbers(spreads(lambda own: own.decisive), glyphs)),
        ("pinball", _numbers(spreads(lambda own: own.pinball), glyphs)),
        ("skill", _percents(spreads(lambda own: own.skill), glyphs)),
        ("validated", _numbers(spreads(lambda own: own.validated), glyphs)),
        ("recall", [*(_lags(each, comparison.lags, glyphs) for each in networks), ("", "")]),
    ]


def _numbers(spreads: Sequence[Spread | None], glyphs: Glyphs) -> list[_Pair]:
    figures = [
        figure
        for spread in spreads
        for figure in ((None,) * 3 if spread is None else (spread.median, spread.low, spread.high))
    ]
    texts = error_texts(figures)
    return [
        (texts[place], _range(texts[place + 1], texts[place + 2], glyphs.dash))
        for place in range(0, len(texts), 3)
    ]


def _percents(spreads: Sequence[Spread | None], glyphs: Glyphs) -> list[_Pair]:
    pairs = []
    for spread in spreads:
        if spread is None:
            pairs.append(("", ""))
            continue
        middle, low, high = (
            percent(share, sign=True, glyphs=glyphs)
            for share in (spread.median, spread.low, spread.high)
        )
        dots = "…" if glyphs.fine else ".."
        pairs.append((middle, _range(low.removesuffix(" %"), high.removesuffix(" %"), dots)))
    return pairs


def _times(spreads: Sequence[Spread | None], glyphs: Glyphs) -> list[_Pair]:
    pairs = []
    for spread in spreads:
        if spread is None:
            pairs.append(("", ""))
            continue
        unit, sign = next(
            (unit, sign)
            for unit, sign, most in ((1, "s", 100), (60, "min", 6000), (3600, "h", float("inf")))
            if spread.median < most
        )
        middle, low, high = (
            f"{time / unit:.{1 if time / unit < 9.95 else 0}f}"
            for time in (spread.median, spread.low, spread.high)
        )
        pairs.append((f"{middle} {sign}", _range(low, high, glyphs.dash)))
    return pairs


def _lags(network: Measured, lags: tuple[int, ...], glyphs: Glyphs) -> _Pair:
    """Return the longest lag that was solved; a network may not reach the shortest one tried."""
    longest = spread_of([recall.longest for recall in network.recalls])
    if longest is None:
        return ("", "")
    middle, low, high = (
        f"{lag:g}" if lag else f"<{lags[0]}" for lag in (longest.median, longest.low, longest.high)
    )
    return (middle, _range(low, high, glyphs.dash))


def _range(low: str, high: str, between: str) -> str:
    """Return "0.41–0.52"; nothing where both ends look alike."""
    return "" if low == high else f"{low}{between}{high}"


def _compact(number: int) -> str:
    """Return "950", "36.5k", "315k", "1.2M"."""
    for unit, sign in ((1_000_000, "M"), (1_000, "k")):
        if number >= unit:
            return f"{number / unit:.{1 if number < 100 * unit else 0}f}{sign}"
    return str(number)
