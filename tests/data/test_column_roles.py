"""Which column is taken for what, and why the others are not used."""

from __future__ import annotations

import numpy as np
import pytest
from csvtext import Load, codes, stamps, table, times_of

from lstmcast.data.roles import Roles
from lstmcast.errors import DataError

DAYS = stamps("2024-01-01", 1, "D", 20)
NEWER = {"known", "past", "static"}  # roles that the first formats did not have


def long_table(head: str, *ids: tuple[str, ...]) -> str:
    """Return a long table: id columns, the time, a value and a covariate."""
    rows = [
        ",".join([*names, day, f"{position * 7 % 5 + len(names[0])}.5", "2.5"])
        for names in ids
        for position, day in enumerate(DAYS)
    ]
    return head + "\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("head", "ids", "roles"),
    [
        ("unique_id,ds,y,x", [("a",), ("b",)], ("ds", "unique_id", "y")),
        ("unique_id,ds,y,x", [("a",)], ("ds", "unique_id", "y")),
        ("store,date,sales,price", [("1",), ("2",)], ("date", "store", "sales")),
        (
            "Store,item,Date,Sales,price",
            [("1", "a"), ("1", "b"), ("2", "a")],
            ("Date", "Store,item", "Sales"),
        ),
        ("store,date,sales,price", [("101",), ("102",), ("10B",)], ("date", "store", "sales")),
        ("kind,date,value,price", [("p",), ("q",)], ("date", "kind", "value")),
        ("code,date,value,price", [("17",), ("18",)], ("date", "code", "value")),
        ("category,id,ds,y,x", [("p", "1"), ("p", "2"), ("q", "3")], ("ds", "id", "y")),
        ("group,sub,ds,y,x", [("p", "1"), ("p", "2"), ("q", "1")], ("ds", "group,sub", "y")),
    ],
)
def test_long_tables(
    head: str, ids: list[tuple[str, ...]], roles: tuple[str, ...], load: Load
) -> None:
    data = load(long_table(head, *ids))
    assert ",".join(data.roles.time) == roles[0]
    assert ",".join(data.roles.ids) == roles[1]
    assert ",".join(data.roles.targets) == roles[2]
    assert len(data.series) == len(ids)
    assert set(data.series.lengths.tolist()) == {20}


WIDE = {
    "all numbers": ("date,a,b,c", lambda k: f"{k * 3 % 7},{k * 5 % 11},{k * 1.5 % 4}", "a,b,c", ""),
    "target by name": ("date,y,b", lambda k: f"{k * 3 % 7},{k * 5 % 11}", "y", "b"),
    "target by tier": (
        "date,value,target",
        lambda k: f"{k * 3 % 7},{k * 5 % 11}",
        "target",
        "value",
    ),
    "two of a tier": (
        "date,sales,demand",
        lambda k: f"{k * 3 % 7},{k * 5 % 11}",
        "sales,demand",
        "",
    ),
    "text": ("date,a,note", lambda k: f"{k * 3 % 7},w{k}", "a", "note"),
    "row number": ("No,date,a", lambda k: f"{k * 3 % 7}", "a", "No"),
    "indicator": ("date,a,promo", lambda k: f"{k * 3 % 7},{k % 2}", "a", "promo"),
    "families": ("date,a,day_0,day_1", lambda k: f"{k * 3 % 7},{k * 3 % 5},4", "a", "day_0,day_1"),
    "known ahead": ("date,a,temp", lambda k: f"{k * 3 % 7 if k < 15 else ''},{k % 9}", "a", ""),
    "dead sensor": (
        "date,a,b,c",
        lambda k: f"{k * 3 % 7 if k < 15 else ''},{k % 9},{k % 8}",
        "a,b,c",
        "",
    ),
    "empty": ("date,a,b", lambda k: f"{k * 3 % 7},", "a", "b"),
    "only zeros and ones": ("date,a", lambda k: f"{k % 2}", "a", ""),
    "only a count": ("date,a", lambda k: f"{k + 1}", "a", ""),
    "a count named y": ("date,y", lambda k: f"{k + 1}", "y", ""),
    "nothing but gaps": ("date,a", lambda k: "", "a", ""),
}


@pytest.mark.parametrize("case", WIDE)
def test_wide_tables(case: str, load: Load) -> None:
    head, cells, targets, ignored = WIDE[case]
    number = head.startswith("No")
    rows = [f"{f'{k + 1},' if number else ''}{day},{cells(k)}" for k, day in enumerate(DAYS)]
    data = load(head + "\n" + "\n".join(rows) + "\n")
    assert ",".join(data.roles.targets) == targets
    assert ",".join(name for name, _ in data.roles.ignored) == ignored
    assert ("unused-columns" in codes(data)) == bool(ignored)
    assert [key.target for key in data.series.keys] == targets.split(",")
    assert all(key.ids == () for key in data.series.keys)


def test_a_covariate_known_ahead_is_called_so(load: Load) -> None:
    rows = [f"{day},{k if k < 15 else ''},{k % 9}" for k, day in enumerate(DAYS)]
    data = load("ds,y,temp\n" + "\n".join(rows) + "\n")
    assert (data.roles.known, data.roles.ignored) == (("temp",), ())
    assert data.series.lengths.tolist() == [15]
    assert [note.text for note in data.notes] == [
        "temp is filled beyond the last value of y, so it is used as known ahead; "
        "--past temp if that is wrong"
    ]


@pytest.mark.parametrize(
    "column", ["ds", "Date", "TIMESTAMP", "Month", "order_date", "when", "unnamed"]
)
def test_time_columns(column: str, load: Load) -> None:
    data = load(table(DAYS, head=f"{'' if column == 'unnamed' else column},y"))
    assert data.roles.time == (column,)


def test_the_better_of_two_time_columns(load: Load) -> None:
    rows = "".join(f"{day},{day} 12:00,{k * 3 % 7}\n" for k, day in enumerate(DAYS))
    assert load("date,timestamp,y\n" + rows).roles.time == ("timestamp",)
    assert load("date,timestamp,y\n" + rows, time=("date",)).roles.time == ("date",)


def test_a_plain_index_counts_steps_if_nothing_else_does(load: Load) -> None:
    assert load(",y\n0,1\n1,2\n2,5\n").roles.time == ("unnamed",)
    assert load(",ds,y\n0,2024-01-01,1\n1,2024-01-02,2\n2,2024-01-03,5\n").roles.time == ("ds",)


def test_settings_win(load: Load) -> None:
    text = long_table("unique_id,ds,y,x", ("a",), ("b",))
    data = load(text, target=("x", "y"), id=("unique_id",), time=("ds",))
    assert data.roles.targets == ("x", "y")
    assert [(key.ids[0], key.target) for key in data.series.keys] == [
        ("a", "x"),
        ("a", "y"),
        ("b", "x"),
        ("b", "y"),
    ]
    assert data.series.keys[0].label == "a"


def test_ids_are_text_and_sorted(load: Load) -> None:
    data = load(long_table("unique_id,ds,y,x", ("10",), ("9",), (" 007 ",)))
    assert [key.ids for key in data.series.keys] == [("007",), ("10",), ("9",)]


def test_a_few_duplicates_do_not_hide_the_ids(load: Load) -> None:
    text = long_table("station,ds,y,x", ("a",), ("b",)) + f"a,{DAYS[3]},9,2.5\n"
    with pytest.raises(DataError, match="is there twice for series 'a', in lines 5 and 42"):
        load(text)
    assert load(text, duplicates="last").roles.ids == ("station",)


def test_a_changing_text_does_not_become_an_id(load: Load) -> None:
    rows = "".join(
        f"{day},{'sun' if k % 3 else 'rain'},{k * 3 % 7}.5\n" for k, day in enumerate(DAYS)
    )
    text = "ds,weather,y\n" + rows
    assert load(text).roles.ids == ()
    with pytest.raises(DataError, match="is there twice"):
        load(text + f"{DAYS[4]},fog,3\n")


def test_roles_are_plain_data() -> None:
    roles = Roles(
        time=("ds",),
        ids=("a", "b"),
        targets=("y",),
        known=("k", "l"),
        past=("p",),
        static=("s",),
        ignored=(("x", "text"),),
        day_first=True,
    )
    assert Roles.from_dict(roles.to_dict()) == roles
    assert roles.used == ("ds", "a", "b", "y", "k", "l", "p", "s")


def test_models_without_covariates_still_load() -> None:
    roles = Roles(time=("ds",), ids=(), targets=("y",))
    older = {name: part for name, part in roles.to_dict().items() if name not in NEWER}
    assert Roles.from_dict(older) == roles


def daily(*columns: tuple[str, list[object]]) -> str:
    """Return a table of these columns, one row per entry."""
    rows = zip(*(cells for _, cells in columns), strict=True)
    head = ",".join(name for name, _ in columns)
    return head + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


HOURS = list(range(24)) * 5
DATES = [day for day in DAYS[:5] for _ in range(24)]
LOADS = [k * 37 % 11 + 0.5 for k in range(120)]


@pytest.mark.parametrize(
    ("columns", "first", "last", "frequency"),
    [
        ([("date", DATES), ("hour", HOURS)], "2024-01-01 00:00", "2024-01-05 23:00", "1h"),
        (
            [("date", DATES), ("HE", [hour + 1 for hour in HOURS])],
            "2024-01-01 01:00",
            "2024-01-06 00:00",
            "1h",
        ),
        (
            [("date", DATES), ("hour", [100 * hour for hour in HOURS])],
            "2024-01-01 00:00",
            "2024-01-05 23:00",
            "1h",
        ),
        (
            [
                ("date", [day for day in DAYS[:5] for _ in range(24)]),
                ("hour", [hour // 4 for hour in HOURS]),
                ("minute", [15 * (hour % 4) for hour in HOURS]),
            ],
            "2024-01-01 00:00",
            "2024-01-05 05:45",
            "15min",
        ),
        (
            [
                ("year", [2019 + k // 52 for k in range(120)]),
                ("week", [k % 52 + 1 for k in range(120)]),
            ],
            "2018-12-31",
            "2021-04-19",
            "1w-mon",
        ),
        (
            [
                ("year", [2019 + k // 60 for k in range(120)]),
                ("doy", [k % 60 + 306 for k in range(120)]),
            ],
            "2019-11-02",
            "2020-12-30",
            "1d",
        ),
    ],
)
def test_times_in_several_columns(
    columns: list[tuple[str, list[object]]], first: str, last: str, frequency: str, load: Load
) -> None:
    data = load(daily(*columns, ("load", LOADS)))
    assert data.roles.time == tuple(name for name, _ in columns)
    assert data.roles.ids == ()
    assert (times_of(data)[0], times_of(data)[-1]) == (first, last)
    assert str(data.series.calendar.frequency) == frequency


def test_parts_of_a_day_are_no_series(load: Load) -> None:
    text = daily(("date", DATES), ("slot", HOURS), ("load", LOADS))
    with pytest.raises(DataError, match="'slot' counts from 0 to 23 on each day") as caught:
        load(text)
    assert "--time date,slot" in (caught.value.hint or "")
    assert len(load(text, id=("slot",)).series) == 24
    assert len(load(text, time=("date", "slot")).series) == 1
    assert len(load(text.replace("slot", "store")).series) == 24


def test_the_hour_of_a_peak_is_no_time(load: Load) -> None:
    text = daily(("date", DAYS), ("hour", [k * 7 % 24 for k in range(20)]), ("y", LOADS[:20]))
    assert load(text).roles.time == ("date",)


def test_series_that_take_turns(load: Load) -> None:
    text = daily(("time", DAYS), ("sensor", ["A", "B"] * 10), ("value", LOADS[:20]))
    with pytest.raises(DataError, match="'B' and 'A' lie on different grids of 2d"):
        load(text)
    data = load(text, freq="D")
    assert data.roles.ids == ("sensor",)
    assert data.series.lengths.tolist() == [19, 19]


@pytest.mark.parametrize(
    "head",
    ["Year,Jan,Feb,Mar", "name,1960,1961,1962", "name,1960 [YR1960],1961 [YR1961],1962 [YR1962]"],
)
def test_times_across_the_columns(head: str, load: Load) -> None:
    with pytest.raises(DataError, match="times run across the columns"):
        load(head + "\n2019,1,2,3\n2020,2,3,4\n")


def test_calendars_and_constants_are_no_targets(load: Load) -> None:
    dates = [np.datetime64(day) for day in DAYS]
    weekdays: list[object] = [k % 7 for k in range(20)]  # 2024 begins on a Monday
    text = daily(
        ("date", DAYS),
        ("wd", weekdays),
        ("tag", [date.astype(object).day for date in dates]),
        ("flat", [3] * 20),
        ("umsatz", LOADS[:20]),
    )
    data = load(text)
    assert data.roles.targets == ("umsatz",)
    reasons = dict(data.roles.ignored)
    assert reasons["wd"] == "calendar"
    assert reasons["flat"] == "one value throughout"
    assert load(daily(("date", DAYS), ("wd", weekdays))).roles.targets == ("wd",)


def test_hints_can_be_typed(load: Load) -> None:
    text = daily(("Datum von", DAYS), ("Datum, bis", DAYS), ("y", LOADS[:20]))
    text = text.replace("Datum, bis", '"Datum, bis"')
    with pytest.raises(DataError) as caught:
        load(text)
    assert "--time 'Datum von'" in (caught.value.hint or "")
    with pytest.raises(DataError) as caught:
        load(text, time=("Datum bis",))
    assert """--time '"Datum, bis"'?""" in (caught.value.hint or "")
