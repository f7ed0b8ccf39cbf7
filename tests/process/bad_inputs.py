"""Everything people get wrong, one entry each: what they type, and what they have to be told.

``sales.csv`` is a good file unless an entry brings its own. Words are looked for in the error
and its hint together.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from running import MONTHLY
from spoilt_models import FOREIGN, flipped, newer, trained_on, untouched

#: A file's text or bytes, a directory (None), or what to make of the bytes of a good model.
Content = str | bytes | None | Callable[[bytes], bytes]

USAGE, MODEL, DATA, DEPENDENCY, NUMERICAL = 2, 4, 5, 7, 8


@dataclass(frozen=True, slots=True)
class Case:
    """One mistake."""

    name: str
    command: str  # as typed behind "lstmcast"
    code: int
    words: tuple[str, ...]
    files: Mapping[str, Content] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)


def _sales(content: Content) -> dict[str, Content]:
    return {"sales.csv": content}


def _toml(text: str) -> dict[str, Content]:
    return {"lstmcast.toml": text}


def _model(content: Content) -> dict[str, Content]:
    return {"model.safetensors": content}


def _rows(*rows: str, head: str = "month,sales") -> dict[str, Content]:
    """Return three good months followed by other rows, in lines 5, 6, ..."""
    return _sales("\n".join([head, "2020-01,1", "2020-02,2", "2020-03,3", *rows]) + "\n")


def _days(*stamps: str) -> dict[str, Content]:
    return _sales("day,sales\n" + "".join(f"{stamp},{n}\n" for n, stamp in enumerate(stamps)))


_TWO_RHYTHMS = "shop,time,sales\n" + "".join(
    [f"a,2024-01-{day:02d} {hour:02d}:00,1\n" for day in (1, 2, 3) for hour in range(24)]
    + [f"b,2024-01-{day:02d} 00:00,1\n" for day in range(1, 10)]
)
_TWO_IDS = "kind,other,ds,size\n" + "".join(
    f"{kind},{'xyz'[(first + day) % 3]},2024-01-{day:02d},{day}.5\n"
    for first, kind in enumerate("pq")
    for day in range(1, 10)
)
_UNKNOWN_COLUMN = "has no column"

# fmt: off
FILES = [
    Case("file missing", "inspect nowhere.csv", DATA,
         ("no file nowhere.csv", "- reads standard input")),
    Case("file missing for predict", "predict nowhere.csv", DATA,
         ("no file nowhere.csv",), _model(untouched)),
    Case("file is a directory", "inspect box", DATA, ("box is a directory",), {"box": None}),
    Case("path too long", f"inspect {'x' * 300}.csv", DATA, ("File name too long",)),
    Case("empty file", "inspect sales.csv", DATA, ("sales.csv is empty",), _sales("")),
    Case("blank lines only", "inspect sales.csv", DATA,
         ("sales.csv is empty",), _sales("\n \r\n\n")),
    Case("byte order mark only", "inspect sales.csv", DATA,
         ("sales.csv is empty",), _sales(b"\xef\xbb\xbf")),
    Case("nothing on standard input", "inspect -", DATA, ("standard input is empty",)),
    Case("header only", "inspect sales.csv", DATA,
         ("sales.csv", "no rows of data"), _sales("month,sales\n")),
    Case("one row", "inspect sales.csv", DATA,
         ("one row", "--freq"), _sales("month,sales\n2024-01,1\n")),
    Case("zip archive", "inspect sales.csv", DATA,
         ("sales.csv", "zip"), _sales(b"PK\x03\x04\x14\0\x06")),
    Case("Excel workbook", "train book.xlsx", DATA,
         ("book.xlsx", "Excel", "CSV"), {"book.xlsx": b"PK\x03\x04\x14\0"}),
    Case("old Excel workbook", "inspect sales.csv", DATA,
         ("old Excel",), _sales(b"\xd0\xcf\x11\xe0\xa1\xb1")),
    Case("PNG image", "inspect sales.csv", DATA, ("PNG image",), _sales(b"\x89PNG\r\n\x1a\n\0\0")),
    Case("Parquet file", "inspect sales.csv", DATA,
         ("Parquet", "CSV first"), _sales(b"PAR1\x15\x04\x15")),
    Case("JSON", "inspect sales.csv", DATA, ("JSON", "CSV first"), _sales('[{"month": 1}]')),
    Case("web page", "inspect sales.csv", DATA, ("web page",), _sales("<!DOCTYPE html><p>404")),
    Case("truncated gzip", "inspect sales.csv.gz", DATA, ("sales.csv.gz", "damaged gzip"),
         {"sales.csv.gz": gzip.compress(MONTHLY.encode())[:-9]}),
    Case("ragged row", "inspect sales.csv", DATA,
         ("sales.csv, line 5", "3 cells", "header has 2"), _rows("2020-04,4,4")),
    Case("short row", "inspect sales.csv", DATA,
         ("sales.csv, line 6", "1 cell "), _rows("2020-04,4", "2020-05")),
    Case("open quotation mark", "inspect sales.csv", DATA,
         ("line 5", "quotation mark"), _rows('2020-04,"4')),
    Case("no header", "inspect sales.csv", DATA,
         ("names of the columns", "2020-01"), _sales("2020-01,1\n2020-02,2\n")),
    Case("column name twice", "inspect sales.csv", DATA,
         ("'sales' occurs 2 times",), _sales("month,sales,sales\n2020-01,1,1\n")),
    Case("undecodable bytes", "inspect sales.csv --encoding utf-8", DATA,
         ("sales.csv, line 3", "utf-8"),
         _sales(b"month,sales\n2020-01,1\n2020-\xff,2\n")),
    Case("UTF-16 without mark", "inspect sales.csv", DATA,
         ("unknown encoding", "--encoding"), _sales(MONTHLY.encode("utf-16-le"))),
]
COLUMNS = [
    Case("unknown time", "inspect sales.csv --time mnth", DATA,
         (_UNKNOWN_COLUMN, "'mnth'", "--time month?")),
    Case("unknown target", "train sales.csv --target sale", DATA,
         (_UNKNOWN_COLUMN, "'sale'", "--target sales?")),
    Case("unknown id", "inspect sales.csv --id shop", DATA,
         (_UNKNOWN_COLUMN, "'shop'", "month, sales")),
    Case("same column twice", "inspect sales.csv --id sales --target sales", USAGE,
         ("'sales' cannot have two roles",)),
    Case("target twice", "inspect sales.csv --target sales,sales", USAGE, ("'sales'", "--target")),
    Case("no time column", "inspect sales.csv", DATA,
         ("no column with times", "--time"), _sales("a,b\nx,1\ny,2\n")),
    Case("text target", "inspect sales.csv --target note", DATA, ("line 2", "'note'", "'low'"),
         _sales("month,note\n2020-01,low\n2020-02,high\n2020-03,low\n")),
    Case("no number column", "inspect sales.csv", DATA,
         ("note (text)", "--target"), _sales("month,note\n2020-01,a\n2020-02,b\n")),
    Case("target without values", "train sales.csv", DATA,
         ("no value", "sales"), _sales("month,sales\n2020-01,\n2020-02,NA\n2020-03,\n")),
    Case("times across the columns", "inspect sales.csv", DATA,
         ("run across the columns", "2020-01"),
         _sales("name,2020-01,2020-02,2020-03\na,1,2,3\n")),
    Case("several ids would do", "inspect sales.csv", DATA,
         ("could tell the series apart", "--id kind"),
         _sales(_TWO_IDS)),
]
VALUES = [
    Case("text among numbers", "inspect sales.csv", DATA,
         ("sales.csv, line 5, column 'sales'", "'four'"), _rows("2020-04,four")),
    Case("infinity", "train sales.csv", DATA,
         ("line 5, column 'sales'", "'inf'", "finite"), _rows("2020-04,inf")),
    Case("numbers too large to count with", "train sales.csv", NUMERICAL,
         ("finite", "lstmcast inspect"),
         _rows(*(f"{year}-{month:02d},{'-' * (month % 2)}1.7e308"
                 for year in (2021, 2022) for month in range(1, 13)))),
    Case("bad date", "inspect sales.csv", DATA,
         ("line 5, column 'month'", "'2020-13'"), _rows("2020-13,4")),
    Case("word for a date", "inspect sales.csv", DATA,
         ("line 5, column 'month'", "'soon'"), _rows("soon,4")),
    Case("empty date", "inspect sales.csv", DATA,
         ("line 5, column 'month'", "missing"), _rows(",4")),
    Case("day or month first", "inspect sales.csv", DATA,
         ("line 2", "'01/02/2024'", "--day-first"), _days("01/02/2024", "05/06/2024")),
    Case("day and month first", "inspect sales.csv", DATA,
         ("line 3", "other way round"), _days("13/02/2024", "02/13/2024")),
    Case("mixed offsets", "inspect sales.csv", DATA,
         ("line 2", "UTC offset", "line 3"), _days("2024-01-01 00:00Z", "2024-01-01 01:00")),
    Case("hour that spring skips", "inspect sales.csv --tz Europe/Berlin", DATA,
         ("line 3", "02:00", "Europe/Berlin"),
         _days("2024-03-31 01:00", "2024-03-31 02:00", "2024-03-31 03:00", "2024-03-31 04:00")),
    Case("irregular times", "inspect sales.csv", DATA, ("sales.csv", "irregular", "--time row"),
         _days("2024-01-01 10:13", "2024-01-01 11:45", "2024-01-03 01:02", "2024-01-07 22:01")),
    Case("one time off the grid", "inspect sales.csv", DATA,
         ("line 12", "'2024-01-10 06:30'", "--freq"),
         _days(*(f"2024-01-{day:02d} 00:00" for day in range(1, 11)), "2024-01-10 06:30")),
    Case("duplicate times", "inspect sales.csv", DATA,
         ("lines 3 and 5", "2 and 7", "--duplicates"), _rows("2020-02,7")),
    Case("duplicates for train", "train sales.csv", DATA,
         ("lines 3 and 5", "--duplicates mean"), _rows("2020-02,7")),
    Case("two frequencies", "inspect sales.csv", DATA,
         ("'a' and 'b'", "different frequencies"), _sales(_TWO_RHYTHMS)),
]
FLAGS = [
    *(Case(f"horizon {text}", f"train sales.csv --horizon={text}", USAGE,
           ("--horizon must be a number of steps", text))
      for text in ("0", "-1", "soon", "1.5")),
    Case("horizon beyond the data", "train sales.csv --horizon 36", DATA,
         ("horizon of 36", "36 steps", "--horizon")),
    *(Case(f"level {text}", f"predict --level {text}", USAGE, ("--level", text))
      for text in ("0", "100", "high", "80,80")),
    Case("season 0", "inspect sales.csv --season 0", USAGE, ("--season must be", "not 0")),
    Case("unknown frequency", "inspect sales.csv --freq dayly", USAGE, ("'dayly'", "daily")),
    Case("minutes or months", "inspect sales.csv --freq m", USAGE,
         ("minutes or months", "Write min")),
    Case("frequency that does not fit", "inspect sales.csv --freq 2mo", DATA,
         ("line 3", "--freq 2mo")),
    Case("unknown cell", "train sales.csv --cell ltsm", USAGE,
         ("--cell must be one of lstm, gru, rnn", "ltsm")),
    Case("unknown device", "train sales.csv --device tpu", USAGE,
         ("--device must be one of", "tpu")),
    Case("no graphics card", "train sales.csv --device cuda", USAGE,
         ("--device cuda", "--device cpu"), {}, {"CUDA_VISIBLE_DEVICES": ""}),
    Case("hour that autumn has twice", "inspect sales.csv --tz Europe/Berlin --ambiguous error",
         DATA, ("sales.csv, line 3", "2024-10-27 02:00", "comes twice", "--ambiguous earlier"),
         _days("2024-10-27 01:00", "2024-10-27 02:00", "2024-10-27 02:00", "2024-10-27 03:00")),
    Case("unknown rule", "inspect sales.csv --ambiguous both", USAGE,
         ("--ambiguous must be one of infer, earlier, later, error", "both")),
    Case("no days of a week", "inspect sales.csv --weekmask weekdays", USAGE,
         ("--weekmask", "weekdays", "Sun-Thu")),
    Case("horizon of half a day", "inspect sales.csv --horizon 36h", USAGE,
         ("36h is no whole number of steps of 1d", "--horizon 1 or --horizon 2"),
         _days(*(f"2024-01-{day:02d}" for day in range(1, 29)))),
    Case("horizon of minutes or months", "inspect sales.csv --horizon 1m", USAGE,
         ("--horizon must be a number of steps", "1month", "1m")),
    Case("horizon in months of steps", "predict sales.csv --horizon 1month", USAGE,
         ("needs time stamps", "--horizon 14"), _sales("step,sales\n1,5\n2,6\n3,5\n4,6\n")),
    Case("unknown zone", "inspect sales.csv --tz Mars/Base", USAGE,
         ("--tz must be a time zone", "Mars/Base")),
    Case("unknown format", "predict --format xls", USAGE,
         ("--format must be one of csv, json, parquet",)),
    Case("unknown style", "predict --style nixla", USAGE,
         ("--style must be one of", "--style nixtla?")),
    Case("unknown duplicates", "inspect sales.csv --duplicates first", USAGE,
         ("--duplicates must be one of", "first")),
    Case("bad time limit", "train sales.csv --time-limit soon", USAGE,
         ("--time-limit must be a time", "soon")),
    Case("time limit 0", "train sales.csv --time-limit 0s", USAGE,
         ("--time-limit must be a time above zero",)),
    Case("negative seed", "train sales.csv --seed=-1", USAGE,
         ("--seed must be a whole number", "-1")),
    Case("no layers", "train sales.csv --layers 0", USAGE, ("--layers must be", "from 1 to 8")),
    Case("unknown option", "train sales.csv --horzon 3", USAGE, ("--horzon", "--horizon")),
    Case("unknown command", "forcast sales.csv", USAGE, ("forcast",)),
    Case("missing argument", "train", USAGE, ("DATA", "lstmcast train --help")),
    Case("too many arguments", "inspect sales.csv more.csv", USAGE, ("more.csv",)),
    Case("option without a value", "train sales.csv --horizon", USAGE, ("--horizon",)),
    Case("model into a missing directory", "train sales.csv -o no/m.safetensors", USAGE,
         ("no", "does not exist", "mkdir")),
    Case("forecast into a missing directory", "predict -o no/out.csv", USAGE,
         ("does not exist", "mkdir"), _model(untouched)),
    Case("model into a directory", "train sales.csv -o box", USAGE,
         ("box", "directory"), {"box": None}),
    Case("forecast into a directory", "predict -o box", USAGE,
         ("box", "directory"), {"box": None, **_model(untouched)}),
    Case("model to standard output", "train sales.csv -o -", USAGE, ("model.safetensors",)),
    Case("model over the data", "train sales.csv -o sales.csv", USAGE,
         ("cannot write sales.csv", "files to be read", "--output")),
    Case("forecast over the data", "predict sales.csv -o sales.csv", USAGE,
         ("cannot write sales.csv", "files to be read"), _model(untouched)),
    Case("forecast over the training file", "predict -o sales.csv", USAGE,
         ("cannot write sales.csv", "files to be read"), _model(trained_on("sales.csv"))),
    Case("forecast over the model", "predict sales.csv -o model.safetensors", USAGE,
         ("cannot write model.safetensors", "files to be read"), _model(untouched)),
    Case("no place for the metrics", "train sales.csv", USAGE,
         ("cannot write model.metrics.json", "directory"), {"model.metrics.json": None}),
    Case("empty name", "predict ''", DATA, ("name of the data file is empty",),
         _model(trained_on("sales.csv"))),
    Case("compressed forecast", "predict -o out.csv.gz", USAGE,
         ("out.csv.gz", "gzip"), _model(untouched)),
    Case("Parquet without pyarrow", "predict sales.csv --format parquet", DEPENDENCY,
         ("pyarrow", "pip install 'lstmcast[parquet]'"),
         {**_model(untouched), "hide/pyarrow.py": "raise ImportError"},
         {"PYTHONPATH": "hide", "PYTHONDONTWRITEBYTECODE": "1"}),
]
SETTINGS = [
    Case("unknown setting", "inspect sales.csv", USAGE,
         ("lstmcast.toml, line 2", "horizn", "horizon?"), _toml("[window]\nhorizn = 3\n")),
    Case("unknown table", "inspect sales.csv", USAGE,
         ("line 1", "[windows]", "[window]?"), _toml("[windows]\nhorizon = 3\n")),
    Case("setting in another table", "inspect sales.csv", USAGE,
         ("line 2", "table [window]"), _toml("[data]\nhorizon = 3\n")),
    Case("setting outside of a table", "inspect sales.csv", USAGE,
         ("line 1", "[window]"), _toml("horizon = 3\n")),
    Case("invalid TOML", "inspect sales.csv", USAGE,
         ("lstmcast.toml", "line 2"), _toml("[data]\nfreq = D\n")),
    Case("setting of a wrong type", "train sales.csv", USAGE,
         ("line 2", "lookback must be a whole number", "3"), _toml('[window]\nlookback = "3"\n')),
    Case("settings file missing", "inspect sales.csv --config no.toml", USAGE,
         ("--config names no.toml",)),
    Case("unknown variable", "inspect sales.csv", USAGE,
         ("LSTMCAST_HORIZN", "LSTMCAST_HORIZON?"), {}, {"LSTMCAST_HORIZN": "3"}),
    Case("bad variable", "inspect sales.csv", USAGE,
         ("LSTMCAST_HORIZON must be", "many"), {}, {"LSTMCAST_HORIZON": "many"}),
]
MODELS = [
    Case("neither model nor data", "predict", USAGE,
         ("no model.safetensors here", "lstmcast predict DATA.csv", "lstmcast train DATA.csv")),
    Case("pretrained without data", "predict --pretrained", USAGE,
         ("--pretrained needs data", "lstmcast predict DATA.csv"), _model(untouched)),
    Case("pretrained and a model", "predict sales.csv --pretrained -m old.safetensors", USAGE,
         ("--pretrained", "--model", "leave one of them out")),
    Case("model of another season", "predict sales.csv --season 7", USAGE,
         ("--season 7 contradicts model.safetensors", "--pretrained"), _model(untouched)),
    Case("model of another frequency", "predict sales.csv", USAGE,
         ("--freq D contradicts model.safetensors", "1mo-start"), _model(untouched),
         {"LSTMCAST_FREQ": "D"}),
    Case("named model missing", "predict sales.csv -m old.safetensors", MODEL,
         ("old.safetensors", "--model")),
    Case("model is a directory", "predict sales.csv", MODEL,
         ("model.safetensors is a directory",), _model(None)),
    Case("model empty", "predict sales.csv", MODEL, ("not a model file",), _model(b"")),
    Case("model is text", "predict sales.csv", MODEL, ("not a model file",), _model("hello")),
    Case("model is a pickle", "predict sales.csv", MODEL,
         ("not a model file",), _model(b"\x80\x04\x95\x0b\0\0\0\0\0\0\0\x8c\x07builtins.")),
    Case("model is a CSV file", "predict -m sales.csv", MODEL, ("sales.csv is not a model file",)),
    Case("model truncated", "predict sales.csv", MODEL,
         ("model.safetensors is damaged",), _model(lambda model: model[:-50])),
    Case("model cut in its header", "predict sales.csv", MODEL,
         ("damaged", "cut off"), _model(lambda model: model[:200])),
    Case("one bit of the model changed", "predict sales.csv", MODEL,
         ("damaged", "checksum"), _model(flipped)),
    Case("damaged model to inspect", "inspect model.safetensors", MODEL,
         ("damaged", "checksum"), _model(flipped)),
    Case("model of another program", "predict sales.csv", MODEL,
         ("not a model file of lstmcast",), _model(FOREIGN)),
    Case("model of a newer version", "predict sales.csv", MODEL,
         ("newer lstmcast", "format 9", "--upgrade"), _model(newer)),
    Case("model given as data", "train old.safetensors", DATA,
         ("model file", "--model"), {"old.safetensors": untouched}),
    Case("file lacks a column of the model", "predict sales.csv", DATA,
         (_UNKNOWN_COLUMN, "'sales'", "the model needs"),
         {**_model(untouched), **_sales("month,turnover\n2020-01,1\n2020-02,2\n")}),
    Case("file has another frequency than the model", "predict sales.csv", DATA,
         ("line 3", "1mo-start", "train a new model"),
         {**_model(untouched), **_sales("month,sales\n2020-01-01,1\n2020-01-02,2\n")}),
    Case("training file is gone", "predict", DATA,
         ("is gone: /no/gone.csv", "a file with newer rows: DATA.csv"),
         _model(trained_on("/no/gone.csv"))),
    Case("trained on a pipe", "predict", USAGE,
         ("standard input", "name a file with newer rows: DATA.csv"), _model(trained_on(None))),
]
# fmt: on
CASES = {case.name: case for case in (*FILES, *COLUMNS, *VALUES, *FLAGS, *SETTINGS, *MODELS)}
