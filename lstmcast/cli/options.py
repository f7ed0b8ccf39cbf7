"""The options that several commands share, each written once.

Values arrive as text and are read by ``lstmcast.settings``, so that a flag, a variable and
a line of ``lstmcast.toml`` are checked by the same rules and complain in the same words.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstmcast.config import Config

_DATA = "Data (found out where not given)"
_READING = "Reading (found out where not given)"
_FORECAST = "Forecast"
_NETWORK = "Network"
_TRAINING = "Training"
OUTPUT = "Output"

Texts = list[str] | None


def option(
    panel: str, explanation: str, *names: str, metavar: str = "", variable: str | None = None
) -> Any:
    """Return an option; without ``metavar`` it is a switch."""
    return typer.Option(
        *names,
        metavar=metavar,
        help=explanation,
        rich_help_panel=panel,
        envvar=variable,
        show_envvar=False,
    )


Time = Annotated[
    Texts,
    option(_DATA, "Time column, or several such as year,month.", "--time", metavar="COLUMNS"),
]
Target = Annotated[Texts, option(_DATA, "Columns to forecast.", "--target", metavar="COLUMNS")]
Id = Annotated[
    Texts, option(_DATA, "Columns that tell one series from another.", "--id", metavar="COLUMNS")
]
Freq = Annotated[
    str | None,
    option(_DATA, "Step in time: 15min, h, D, W-SUN, MS, QS, ...", "--freq", metavar="FREQ"),
]
Zone = Annotated[
    str | None, option(_DATA, "Time zone, such as Europe/Berlin.", "--tz", metavar="ZONE")
]
Ambiguous = Annotated[
    str | None,
    option(
        _DATA,
        "Hours that clocks show twice: infer, earlier, later, error.",
        "--ambiguous",
        metavar="RULE",
    ),
]
Weekmask = Annotated[
    str | None, option(_DATA, "Days worked on, such as Sun-Thu.", "--weekmask", metavar="DAYS")
]
Season = Annotated[
    str | None, option(_DATA, "Steps in a season; 1 for none.", "--season", metavar="STEPS")
]
Duplicates = Annotated[
    str | None,
    option(
        _DATA,
        "Several rows for one time: error, mean, last or sum.",
        "--duplicates",
        metavar="RULE",
    ),
]
DayFirst = Annotated[
    bool | None,
    option(_READING, "Is 03/04/2024 the third of April?", "--day-first/--no-day-first"),
]
Delimiter = Annotated[
    str | None, option(_READING, "What stands between cells.", "--delimiter", metavar="CHARACTER")
]
Decimal = Annotated[
    str | None, option(_READING, "Decimal mark, a point or a comma.", "--decimal", metavar="MARK")
]
Encoding = Annotated[
    str | None, option(_READING, "Such as utf-8 or latin-1.", "--encoding", metavar="NAME")
]
Cutoff = Annotated[
    str | None,
    option(
        _READING,
        "The last time that counts as known, such as 2026-11-01.",
        "--cutoff",
        metavar="TIME",
    ),
]
Horizon = Annotated[
    str | None,
    option(
        _FORECAST, "Steps to forecast, or a time: 36h, 2w, 1month.", "--horizon", metavar="STEPS"
    ),
]
Level = Annotated[
    Texts, option(_FORECAST, "Intervals; 80,95 if not given.", "--level", metavar="PERCENT")
]
AllowNegative = Annotated[
    bool | None,
    option(
        _FORECAST,
        "Go below zero for data that never do.",
        "--allow-negative/--no-allow-negative",
    ),
]
Min = Annotated[
    str | None,
    option(_FORECAST, "The least a value can be; -inf: no bound.", "--min", metavar="NUMBER"),
]
Max = Annotated[
    str | None,
    option(_FORECAST, "The most a value can be; inf: no bound.", "--max", metavar="NUMBER"),
]
Integer = Annotated[
    bool | None,
    option(
        _FORECAST,
        "Whole numbers only; found out for small counts.",
        "--integer/--no-integer",
    ),
]
Lookback = Annotated[
    str | None, option(_NETWORK, "Past steps the network sees.", "--lookback", metavar="STEPS")
]
Cell = Annotated[
    str | None, option(_NETWORK, "lstm (the default), gru or rnn.", "--cell", metavar="CELL")
]
Bidirectional = Annotated[
    bool | None,
    option(_NETWORK, "Read the window in both directions.", "--bidirectional/--no-bidirectional"),
]
Hidden = Annotated[str | None, option(_NETWORK, "Width of a layer.", "--hidden", metavar="UNITS")]
Layers = Annotated[str | None, option(_NETWORK, "Recurrent layers.", "--layers", metavar="NUMBER")]
Start = Annotated[
    str | None,
    option(
        _TRAINING,
        "Start from scratch, from pretrained weights, or from a model file.",
        "--from",
        metavar="START",
    ),
]
Seed = Annotated[
    str | None,
    option(_TRAINING, "Same seed, same model; 0 if not given.", "--seed", metavar="NUMBER"),
]
Device = Annotated[
    str | None, option(_TRAINING, "auto (the default), cpu or cuda.", "--device", metavar="DEVICE")
]
TimeLimit = Annotated[
    str | None,
    option(
        _TRAINING, "Stop after 90s, 10m, 1h30m and keep the best.", "--time-limit", metavar="TIME"
    ),
]
Resume = Annotated[bool, option(_TRAINING, "Go on where an interrupted run stopped.", "--resume")]
RequireSkill = Annotated[
    str | None,
    option(
        _FORECAST,
        "Fail unless so much better than seasonal naive: 0.05 is 5 %.",
        "--require-skill",
        metavar="SHARE",
    ),
]
Fallback = Annotated[
    bool | None,
    option(
        _TRAINING,
        "Leave series in which seasonal naive does better to it.",
        "--fallback/--no-fallback",
    ),
]
Plot = Annotated[
    str | None,
    option(OUTPUT, "Draw it, too: a file .png or .svg.", "--plot", metavar="FILE"),
]
ConfigFile = Annotated[
    str | None,
    option(OUTPUT, "Settings file; lstmcast.toml where there is one.", "--config", metavar="FILE"),
]
Json = Annotated[
    bool,
    option(OUTPUT, "One JSON document on standard output.", "--json"),
]
Quiet = Annotated[
    bool,
    option(OUTPUT, "Say nothing unless something fails.", "--quiet", "-q"),
]
ModelOutput = Annotated[
    str, option(OUTPUT, "Where to write the model.", "--output", "-o", metavar="FILE")
]
ForecastOutput = Annotated[
    str | None,
    option(
        OUTPUT,
        "forecast.csv if not given; - for standard output.",
        "--output",
        "-o",
        metavar="FILE",
    ),
]
Model = Annotated[
    str | None,
    option(
        _FORECAST,
        "The model; model.safetensors where there is one.",
        "--model",
        "-m",
        metavar="FILE",
        variable="LSTMCAST_MODEL",
    ),
]
Pretrained = Annotated[
    bool, option(_FORECAST, "Use the pretrained LSTM, not a model file.", "--pretrained")
]
FormatName = Annotated[
    str | None,
    option(
        OUTPUT,
        "csv, json or parquet; by the file's name if not given.",
        "--format",
        metavar="FORMAT",
        variable="LSTMCAST_FORMAT",
    ),
]
StyleName = Annotated[
    str,
    option(
        OUTPUT,
        "Column names: lstmcast, nixtla or prophet.",
        "--style",
        metavar="STYLE",
        variable="LSTMCAST_STYLE",
    ),
]


def typed(context: typer.Context) -> dict[str, object]:
    """Return the parameters of a command that are settings, as they were typed, in its order."""
    from lstmcast.settings import is_setting

    names = (param.name for param in context.command.params if param.name in context.params)
    flags = {name: context.params[name] for name in names if name and is_setting(name)}
    return {name: list(v) if isinstance(v, tuple) else v for name, v in flags.items()}


def configure(flags: Mapping[str, object], config_file: str | None) -> Config:
    """Return the configuration of this run from the flags that were given and all else."""
    from lstmcast.settings import find_config, resolve

    toml = find_config(config_file, os.environ, Path.cwd())
    return resolve(_given(flags), os.environ, toml)


def as_arguments(flags: Mapping[str, object], config_file: str | None) -> list[str]:
    """Return the flags that were given as they would be typed, to suggest the next command."""
    from lstmcast.settings import flag_of

    words = []
    for name, value in _given({**flags, "config": config_file}).items():
        option = flag_of(name).removeprefix("--")
        if isinstance(value, bool):
            words.append(f"--{option}" if value else f"--no-{option}")
        else:
            for text in value if isinstance(value, list) else [value]:
                words += [f"--{option}", str(text)]
    return words


def _given(flags: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in flags.items() if value not in (None, [])}
