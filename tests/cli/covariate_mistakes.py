"""What people get wrong about covariates: what they type, and what they have to be told.

``shops.csv`` and ``future.csv`` are good files unless an entry brings its own, and
``model.safetensors`` knows the price ahead. Words are looked for in the error and its hint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.priced_shops import DAYS, HEAD, day_of, future, shops, with_cell

USAGE, MODEL, DATA = 2, 4, 5


@dataclass(frozen=True, slots=True)
class Case:
    """One mistake."""

    name: str
    command: str  # as typed behind "lstmcast"
    code: int
    message: str  # a part of it
    hint: str  # likewise
    files: Mapping[str, str] = field(default_factory=dict)


SHOPS, FUTURE = shops(), future()
_LINES = SHOPS.splitlines()
_TRAIN = "train shops.csv --known price"
_PREDICT = "predict shops.csv --future future.csv"
_STATIC = f"{_TRAIN} --static-file stores.csv"
_EVENTS = "inspect shops.csv --known price --events events.csv"


def _shops(text: str) -> dict[str, str]:
    return {"shops.csv": text}


def _future(text: str) -> dict[str, str]:
    return {"future.csv": text}


def _stores(text: str) -> dict[str, str]:
    return {"stores.csv": text}


def _events(text: str) -> dict[str, str]:
    return {"events.csv": text}


# fmt: off
COLUMNS = [
    Case("no such known column", "train shops.csv --known prize", DATA,
         "shops.csv has no column 'prize'", "Did you mean --known price?"),
    Case("no such past column", "inspect shops.csv --past Guests", DATA,
         "no column 'Guests'", "Did you mean --past guests?"),
    Case("no such static column", "inspect shops.csv --static kinds", DATA,
         "no column 'kinds'", "Did you mean --static kind?"),
    Case("known and past", "inspect shops.csv --known price --past price", USAGE,
         "'price' cannot have two roles", "--known, --past and --static only"),
    Case("known and target", "train shops.csv --known sold --target sold", USAGE,
         "'sold' cannot have two roles", "in one of"),
    Case("known and time", "inspect shops.csv --known day", USAGE,
         "'day' cannot have two roles", "in one of"),
    Case("static and id", "inspect shops.csv --static shop --id shop", USAGE,
         "'shop' cannot have two roles", "in one of"),
    Case("category of no role", "inspect shops.csv --known price --categorical guests", USAGE,
         "--categorical names 'guests', which is no covariate", "--past guests if not"),
    Case("column name twice", _TRAIN, DATA, "'price' occurs 2 times", "Rename the columns",
         _shops(SHOPS.replace("price,guests", "price,price", 1))),
    Case("text among numbers", _TRAIN, DATA, "line 5, column 'price': 'cheap' is not a number",
         "add --categorical price", _shops(with_cell(SHOPS, 5, 3, "cheap"))),
    Case("infinite number", f"{_TRAIN} --past guests", DATA,
         "line 7, column 'guests': 'inf' is not a finite number", "leave the cell empty",
         _shops(with_cell(SHOPS, 7, 4, "inf"))),
    Case("static value that changes", f"{_TRAIN} --static kind", DATA,
         "line 9, column 'kind': 'tiny', but 'big' in line 2 of the series 'a'",
         "name it with --known kind", _shops(with_cell(SHOPS, 9, 5, "tiny"))),
    Case("name in each row", "train shops.csv --past note", DATA,
         "'note' holds 120 different names, none of them twice", "--id note",
         _shops("\n".join([f"{HEAD},note"] + [f"{row},n{n}" for n, row in enumerate(_LINES[1:])]))),
    Case("day twice", _TRAIN, DATA, "is there twice for series 'a', in lines 5 and 122",
         "--duplicates mean, last or sum", _shops(f"{SHOPS}{_LINES[4]}\n")),
]
STATIC = [
    Case("static file missing", _STATIC, DATA, "there is no file stores.csv", "Check the path"),
    Case("static file without ids", _STATIC, DATA,
         "stores.csv has no column 'shop', which tells the series apart", "a row for each series",
         _stores("name,size\na,1\n")),
    Case("static file with a series twice", _STATIC, DATA,
         "the series 'a' is there twice, in lines 2 and 3", "Leave one row for each series",
         _stores("shop,size\na,1\na,2\n")),
    Case("static file of other series", _STATIC, DATA,
         "speaks of none of the series of shops.csv: it has '01'", "Write shop in both files alike",
         _stores("shop,size\n01,1\n")),
    Case("no such column in either file", f"{_STATIC} --static sise", DATA,
         "neither shops.csv nor stores.csv has a column 'sise'", "Did you mean --static size?",
         _stores("shop,size\na,1\nb,2\n")),
]
ROWS = [
    Case("no rows to come", "predict shops.csv", DATA,
         f"no rows with 'price' after {day_of(DAYS - 1)} for 'a'", "lstmcast future-template"),
    Case("rows to come end too early", _PREDICT, DATA,
         f"end too early for 'a', at {day_of(DAYS + 3)} (4 of 7)", "--future-fill last",
         _future(future(ahead=4))),
    Case("too few rows for a longer horizon", f"{_PREDICT} --horizon 9", DATA,
         "(7 of 9)", "lstmcast future-template"),
    Case("empty cell to come", _PREDICT, DATA, f"'price' is empty at {day_of(DAYS + 2)} for 'a'",
         "--future-fill last, season or mask", _future(with_cell(FUTURE, 4, 2, ""))),
    Case("future file missing", "predict shops.csv --future none.csv", DATA,
         "there is no file none.csv", "Check the path"),
    Case("future file empty", _PREDICT, DATA, "future.csv is empty", "a line of names",
         _future("")),
    Case("future file without rows", _PREDICT, DATA, "no rows of data", "export was complete",
         _future("shop,day,price\n")),
    Case("future file without times", _PREDICT, DATA, "future.csv has no column 'day'",
         "need the columns day, shop, price", _future(FUTURE.replace("day", "date"))),
    Case("future file without ids", _PREDICT, DATA, "future.csv has no column 'shop'",
         "need the columns", _future(FUTURE.replace("shop", "store"))),
    Case("future file without the column", _PREDICT, DATA, "future.csv has no column 'price'",
         "need the columns", _future(FUTURE.replace("price", "prize"))),
    Case("time to come off the grid", _PREDICT, DATA, "line 3, column 'day': '2024-03-02 12:00'",
         "step by step", _future(with_cell(FUTURE, 3, 1, "2024-03-02 12:00"))),
    Case("word for a time to come", _PREDICT, DATA, "'soon' is not a date or time", "Correct it",
         _future(with_cell(FUTURE, 3, 1, "soon"))),
    Case("text to come among numbers", _PREDICT, DATA,
         "future.csv, line 3, column 'price': 'tba' is not a number",
         "the model was trained on numbers here", _future(with_cell(FUTURE, 3, 2, "tba"))),
    Case("row to come without an id", _PREDICT, DATA, "line 3, column 'shop': the id",
         "Fill it in", _future(with_cell(FUTURE, 3, 0, ""))),
    Case("day to come twice", _PREDICT, DATA, "is there twice for series 'a', in lines 3 and 16",
         "--duplicates", _future(f"{FUTURE}{FUTURE.splitlines()[2]}\n")),
    Case("rows from another age", _PREDICT, DATA, "are far from those of shops.csv",
         "give the rows that follow the data", _future(FUTURE.replace("2024", "2204"))),
    Case("row that contradicts the data", _PREDICT, DATA,
         "line 16, column 'price': '99' contradicts shops.csv, line 6", "--duplicates last",
         _future(f"{FUTURE}a,{day_of(4)},99\n")),
    Case("standard input for both", "train - --known price --future -", USAGE,
         "cannot both be read from standard input", "give its path"),
    Case("events on standard input too", "train - --events -", USAGE,
         "the data and --events cannot both be read from standard input", "give its path"),
    Case("unknown rule", "predict shops.csv --future-fill sometimes", USAGE,
         "--future-fill must be one of error, last, season, mask", "leave it out"),
    Case("known column is gone", "predict shops.csv", DATA,
         "no column 'price', which the model knows ahead of time", "--future-fill mask",
         _shops(SHOPS.replace("price", "prize"))),
    Case("text where the model knows numbers", "predict shops.csv", DATA,
         "line 5, column 'price': 'cheap'", "the model was trained on numbers here",
         _shops(with_cell(SHOPS, 5, 3, "cheap"))),
]
CALENDAR = [
    Case("no such part", "inspect shops.csv --calendar wekday", USAGE,
         "there is no calendar part 'wekday'", "Did you mean weekday?"),
    Case("part that never differs", "train shops.csv --calendar hour", USAGE,
         "'hour' says nothing at a frequency of 1d", "These do: weekday"),
    Case("calendar of steps", "inspect shops.csv --time row --holidays DE", USAGE,
         "steps without dates", "--time"),
    Case("no such country", "train shops.csv --holidays XX", USAGE,
         "no holidays are known of 'XX'", "countries (DE)"),
    Case("no such part of a country", "inspect shops.csv --holidays DE-XX", USAGE,
         "no holidays are known of 'DE-XX'", "Parts of DE are"),
    Case("events missing", _EVENTS, DATA, "there is no file events.csv", "Check the path"),
    Case("events without dates", _EVENTS, DATA, "events.csv has no column 'date'",
         "need the columns date and name", _events("day,name\n2024-01-05,fair\n")),
    Case("event without a name", _EVENTS, DATA, "line 2, column 'name': the event has no name",
         "Give it one", _events("date,name\n2024-01-05,\n")),
    Case("event on no date", _EVENTS, DATA, "line 2, column 'date': 'soon'", "Give dates such as",
         _events("date,name\nsoon,fair\n")),
    Case("event with a wrong lead", _EVENTS, DATA, "column 'lead': '-1' is not a number of days",
         "Correct it", _events("date,name,lead\n2024-01-05,fair,-1\n")),
]
OUTPUT = [
    Case("template over what is filled in", "future-template shops.csv -o future.csv", USAGE,
         "what is filled in would be lost", "--output FILE"),
    Case("template as a workbook", "future-template shops.csv -o new.xlsx", USAGE,
         "written as CSV", "name a file .csv"),
    Case("template without a model", "future-template shops.csv -m none.safetensors", MODEL,
         "there is no model file none.safetensors", "lstmcast train DATA.csv"),
    Case("forecast over the rows to come", f"{_PREDICT} -o future.csv", USAGE,
         "cannot write future.csv", "--output FILE"),
    Case("model over the static file", f"{_STATIC} -o stores.csv", USAGE,
         "cannot write stores.csv", "--output FILE", _stores("shop,size\na,1\nb,2\n")),
    Case("backtest over the events", "backtest shops.csv --events events.csv -o events.csv", USAGE,
         "cannot write events.csv", "--output FILE", _events("date,name\n2024-01-05,fair\n")),
    Case("comparison over the events", "compare shops.csv --events events.csv -o events.csv", USAGE,
         "cannot write events.csv", "--output FILE", _events("date,name\n2024-01-05,fair\n")),
    Case("explanation over the rows to come",
         "explain shops.csv --series a --future future.csv -o future.csv", USAGE,
         "cannot write future.csv", "--output FILE"),
    Case("page over the events", "report shops.csv --events events.html -o events.html", USAGE,
         "cannot write events.html", "--output FILE", {"events.html": "date,name\n"}),
    Case("start from a model of other columns",
         "train shops.csv --past price --from model.safetensors --config own.toml -o n", USAGE,
         "model.safetensors sees the covariates price, guests, kind", "name the same columns",
         {"own.toml": "[window]\nhorizon = 7\nseason = 7\n"}),
]
# fmt: on
CASES = {case.name: case for case in (*COLUMNS, *STATIC, *ROWS, *CALENDAR, *OUTPUT)}
