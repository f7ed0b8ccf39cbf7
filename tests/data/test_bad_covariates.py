"""Covariates that cannot be used: what is said about each, and where."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from covariate_files import DAYS, HEAD, LAST, remembered, rows, single, text_of
from csvtext import Load, stamps

from lstmcast.config import CovariateConfig, DataConfig
from lstmcast.data.load import load_series
from lstmcast.errors import DataError, LstmcastError, UsageError

COLUMNS = ("store", "day", "sales", "price", "weather")
WHOLE = text_of(rows(), HEAD)
PAST = text_of(rows(0, LAST), HEAD, *COLUMNS)
FUTURE = text_of(rows(LAST), HEAD, "store", "day", "price", "weather")
KNOWN = {"known": ("price", "weather")}


def changed(text: str, line: int, column: int, cell: str) -> str:
    """Return a text with another cell in a line (from 1) and column (from 0)."""
    lines = [line.split(",") for line in text.splitlines()]
    lines[line - 1][column] = cell
    return "".join(",".join(line) + "\n" for line in lines)


class Bad(NamedTuple):
    """An input, and what has to be said about it."""

    text: str
    settings: dict[str, Any]
    message: str  # or a part of it
    hint: str  # likewise
    kind: type[LstmcastError] = DataError


CASES = {
    "no such known column": Bad(
        WHOLE,
        {"known": ("prize",)},
        "sales.csv has no column 'prize'; its columns are store, day, sales, price, visitors",
        "Did you mean --known price? --known names the known-ahead column.",
    ),
    "no such past column": Bad(
        WHOLE,
        {"past": ("Visitors",)},
        "sales.csv has no column 'Visitors'",
        "Did you mean --past visitors? --past names the past-only column.",
    ),
    "no such static column": Bad(
        WHOLE, {"static": ("reigon",)}, "has no column 'reigon'", "Did you mean --static region?"
    ),
    "no such static column in either file": Bad(
        PAST,
        {"static": ("sise",), "static_file": "store,size\na,1\nb,2\n"},
        "neither sales.csv nor stores.csv has a column 'sise'; the columns of stores.csv are "
        "store, size",
        "Did you mean --static size?",
    ),
    "known and target": Bad(
        WHOLE,
        {"known": ("price",), "target": ("price",)},
        "the column 'price' cannot have two roles",
        "Name it in one of --time, --id, --target, --known, --past and --static only.",
        UsageError,
    ),
    "known and past": Bad(
        WHOLE,
        {"known": ("price",), "past": ("visitors", "price")},
        "'price' cannot have two roles",
        "only",
        UsageError,
    ),
    "static and id": Bad(
        WHOLE,
        {"static": ("store",), "id": ("store",)},
        "'store' cannot have two roles",
        "only",
        UsageError,
    ),
    "known and time": Bad(
        WHOLE, {"known": ("day",)}, "'day' cannot have two roles", "only", UsageError
    ),
    "named twice": Bad(
        WHOLE, {"past": ("price", "price")}, "'price' cannot have two", "only", UsageError
    ),
    "a category that is no covariate": Bad(
        WHOLE,
        {"known": ("price",), "categorical": ("weather",)},
        "--categorical names 'weather', which is no covariate",
        "--known weather if it is known ahead of time, --past weather if not, --static weather",
        UsageError,
    ),
    "text among numbers": Bad(
        changed(changed(WHOLE, 5, 3, "cheap"), 9, 3, "dear"),
        {"known": ("price",)},
        "sales.csv, line 5, column 'price': 'cheap' is not a number (and 1 more cell)",
        "Correct it or leave the cell empty; if the numbers are names of something, add "
        "--categorical price.",
    ),
    "an infinite number": Bad(
        changed(WHOLE, 5, 4, "inf"),
        {"past": ("visitors",)},
        "sales.csv, line 5, column 'visitors': 'inf' is not a finite number",
        "leave the cell empty",
    ),
    "a sign on some": Bad(
        changed(WHOLE, 7, 3, "5 %"),
        {"known": ("price",)},
        "line 7, column 'price': '5 %' has a sign (%) that other cells lack",
        "Correct it",
    ),
    "a static text that changes": Bad(
        changed(WHOLE, 9, 6, "south"),
        {"static": ("region",)},
        "sales.csv, line 9, column 'region': 'south', but 'north' in line 2 of the series 'a'; a "
        "static column says the same at every step",
        "Correct it; if it does change, name it with --known region or --past region instead.",
    ),
    "a static number that changes": Bad(
        changed(WHOLE, 30, 7, "21"),
        {"static": ("size",)},
        "line 30, column 'size': '21', but '20' in line 26 of the series 'b'",
        "--past size",
    ),
    "a static value that changes in the only series": Bad(
        single({"size": [1] * 12 + [2] * 8}),
        {"static": ("size",)},
        "line 14, column 'size': '2', but '1' in line 2; a static",
        "Correct it",
    ),
    "a name in each row": Bad(
        single({"ticket": [f"t{k}" for k in range(24)]}, 24),
        {"past": ("ticket",)},
        "sales.csv: the column 'ticket' holds 24 different names, none of them twice; it "
        "looks like an id",
        "Leave it out, group its names into fewer, or name it with --id ticket",
    ),
    "more names than make sense": Bad(
        "ds,y,sku\n"
        + "".join(f"{k},{k % 7}.5,s{k % 1100}\n" for k in range(2000)),
        {"known": ("sku",), "time": ("ds",), "target": ("y",)},
        "holds 1100 different names, more than 1000; it looks like an id",
        "--id sku",
    ),
    "one step twice": Bad(
        WHOLE + WHOLE.splitlines()[4] + "\n",
        {"known": ("price",)},
        "is there twice for series 'a', in lines 5 and 50 (sales is 1.5 and 1.5)",
        "--duplicates mean, last or sum",
    ),
    "an empty future file": Bad(PAST, {"future": "\n"}, "future.csv is empty", "a line of names"),
    "a future file of names alone": Bad(
        PAST,
        {"future": "store,day,price\n"},
        "future.csv has a line of names but no rows",
        "complete",
    ),
    "a future file of another kind": Bad(
        PAST, {"future": '{"day": 1}'}, "future.csv is no CSV file but JSON", "Export it"
    ),
    "a short row to come": Bad(
        PAST, {"future": FUTURE + "a,2024-01-25\n"}, "future.csv, line 10: 2 cells where", ""
    ),
    "no time in the future file": Bad(
        PAST,
        {"future": FUTURE.replace("day", "date"), **KNOWN},
        "future.csv has no column 'day'; its columns are store, date, price, weather",
        "Rows to come need the columns day, store, price, weather.",
    ),
    "no id in the future file": Bad(
        PAST,
        {"future": FUTURE.replace("store,", "shop,"), **KNOWN},
        "future.csv has no column 'store'",
        "need the columns day, store, price, weather",
    ),
    "no known column in the future file": Bad(
        PAST,
        {"future": FUTURE.replace("weather", "wetter"), **KNOWN},
        "future.csv has no column 'weather'",
        "need the columns",
    ),
    "no time in a row to come": Bad(
        PAST,
        {"future": changed(FUTURE, 3, 1, ""), **KNOWN},
        "future.csv, line 3, column 'day': the time is missing",
        "Fill it in",
    ),
    "no id in a row to come": Bad(
        PAST,
        {"future": changed(FUTURE, 3, 0, ""), **KNOWN},
        "future.csv, line 3, column 'store': the id of the series is missing",
        "Fill it in",
    ),
    "no date in a row to come": Bad(
        PAST,
        {"future": changed(FUTURE, 5, 1, "soon"), **KNOWN},
        "future.csv, line 5, column 'day': 'soon' is not a date or time",
        "Correct it",
    ),
    "a row to come off the grid": Bad(
        PAST,
        {"future": changed(FUTURE, 4, 1, "2024-01-23 12:00"), **KNOWN},
        "future.csv, line 4, column 'day': '2024-01-23 12:00' is not on sales.csv's grid (1d, for "
        "instance 2024-01-21)",
        "Write the times as in sales.csv, step by step.",
    ),
    "steps to come after times": Bad(
        PAST,
        {"future": "store,day,price,weather\na,21,2,sun\n", **KNOWN},
        "future.csv: the column 'day' does not hold what sales.csv's time column held",
        "as in sales.csv",
    ),
    "offsets to come after none": Bad(
        "ds,y,temp\n" + "".join(f"{time},1.5,{k}\n" for k, time in enumerate(
            stamps("2024-01-01T00:00", 1, "h", 12))),
        {"future": "ds,temp\n2024-01-01T12:00Z,5\n", "known": ("temp",)},
        "future.csv, line 2, column 'ds': '2024-01-01T12:00Z' has a UTC offset, but the times of "
        "sales.csv had none",
        "as in sales.csv",
    ),
    "an hour to come that clocks skip": Bad(
        "ds,y,temp\n" + "".join(f"{time},1.5,{k}\n" for k, time in enumerate(
            stamps("2024-03-30T12:00", 1, "h", 14))),
        {
            "future": "ds,temp\n2024-03-31 02:00,5\n2024-03-31 03:00,5\n",
            "known": ("temp",),
            "tz": "Europe/Berlin",
        },
        "future.csv, line 2, column 'ds': '2024-03-31 02:00' does not exist in Europe/Berlin",
        "",
    ),
    "a number that contradicts": Bad(
        PAST,
        {"future": f"store,day,price,weather\nb,{DAYS[3]},9,sun\n", **KNOWN},
        "future.csv, line 2, column 'price': '9' contradicts sales.csv, line 25, which has '2.25' "
        "for the same time and the series 'b'",
        "Correct one of them, or choose what to do with --duplicates last, mean or sum.",
    ),
    "a name that contradicts": Bad(
        PAST,
        {"future": f"store,day,price,weather\na,{DAYS[3]},2.25,fog\n", **KNOWN},
        "future.csv, line 2, column 'weather': 'fog' contradicts sales.csv, line 5, which has "
        "'rain'",
        "Correct one",
    ),
    "a step to come twice": Bad(
        PAST,
        {"future": FUTURE + FUTURE.splitlines()[2] + "\n", **KNOWN},
        "future.csv, line 10, column 'day': '2024-01-22' is there twice for series 'a', in lines 3 "
        "and 10",
        "--duplicates",
    ),
    "text to come among numbers": Bad(
        PAST,
        {"future": changed(FUTURE, 6, 2, "tba"), **KNOWN},
        "future.csv, line 6, column 'price': 'tba' is not a number",
        "leave the cell empty",
    ),
    "rows to come from another age": Bad(
        PAST,
        {"future": FUTURE.replace("2024", "2204"), **KNOWN},
        "future.csv: the rows to come, from 2204-01-21 on, are far from those of sales.csv, which "
        "end at 2024-01-20",
        "Correct the times",
    ),
    "no ids in the static file": Bad(
        PAST,
        {"static_file": "name,size\na,1\n"},
        "stores.csv has no column 'store', which tells the series apart; its columns are name, "
        "size",
        "It needs store, named as in the data, and a row for each series.",
    ),
    "a series twice in the static file": Bad(
        PAST,
        {"static_file": "store,size\nb,1\na,1\nz,3\nb,2\n"},
        "stores.csv: the series 'b' is there twice, in lines 2 and 5",
        "Leave one row",
    ),
    "other series in the static file": Bad(
        PAST,
        {"static_file": "store,size\n01,1\n"},
        "stores.csv speaks of none of the series of sales.csv: it has '01', they are such as 'a'",
        "Write store in both files alike.",
    ),
    "an id missing in the static file": Bad(
        PAST,
        {"static_file": "store,size\na,1\n,2\n"},
        "stores.csv, line 3, column 'store': the id",
        "Fill it in",
    ),
    "many rows for one series": Bad(
        single({}),
        {"static_file": "size\n1\n2\n"},
        "stores.csv has 2 rows, but sales.csv holds one series without an id",
        "--id",
    ),
    "text among static numbers": Bad(
        PAST,
        {"static_file": "store,size\na,1\nb,big\n"},
        "stores.csv, line 3, column 'size': 'big' is not a number",
        "--categorical size",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_bad_covariate_is_explained(case: str, load: Load) -> None:
    bad = CASES[case]
    with pytest.raises(bad.kind) as caught:
        load(bad.text, **bad.settings)
    assert bad.message in caught.value.message
    assert bad.hint in (caught.value.hint or "")


MODEL_CASES = {
    "the column is nowhere": Bad(
        PAST.replace("price", "prize"),
        {},
        "sales.csv has no column 'price', which the model knows ahead of time; its columns are "
        "store, day, sales, prize, weather",
        "Add it, for the steps to come as well; --future-fill mask does without it.",
    ),
    "text where the model knows numbers": Bad(
        changed(PAST, 3, 3, "cheap"),
        {},
        "sales.csv, line 3, column 'price': 'cheap' is not a number",
        "the model was trained on numbers here",
    ),
    "no column in the future file": Bad(
        PAST,
        {"future": FUTURE.replace("price", "prize")},
        "future.csv has no column 'price'",
        "need the columns day, store, price, weather",
    ),
    "static values of two files": Bad(
        text_of(rows(0, LAST), HEAD, *COLUMNS, "size"),
        {"future": text_of(rows(LAST), HEAD, "store", "day", "price", "weather", "size").replace(
            "10.5", "11")},
        "future.csv, line 2, column 'size': '11', but '10.5' in sales.csv, line 2 of the series",
        "Correct it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MODEL_CASES)
def test_covariates_that_do_not_fit_a_model(case: str, load: Load) -> None:
    bad = MODEL_CASES[case]
    model = remembered(load(WHOLE, static=("size",), **KNOWN))
    with pytest.raises(bad.kind) as caught:
        load(bad.text, expected=model, **bad.settings)
    assert bad.message in caught.value.message
    assert bad.hint in (caught.value.hint or "")


def test_files_beside_that_are_not_there() -> None:
    for settings in ({"future": "none.csv"}, {"static_file": "none.csv"}):
        with pytest.raises(DataError, match=r"there is no file none\.csv"):
            load_series("-", DataConfig(), covariates=CovariateConfig(**settings))


def test_standard_input_is_read_once() -> None:
    for settings in ({"future": "-"}, {"static_file": "-"}):
        with pytest.raises(UsageError, match="cannot both be read from standard input"):
            load_series("-", DataConfig(), covariates=CovariateConfig(**settings))


def test_there_are_many_kinds() -> None:
    assert len({case.message for case in (*CASES.values(), *MODEL_CASES.values())}) >= 40
