"""Which column is taken for what, and why the others are not used."""

from __future__ import annotations

import pytest
from csvtext import Load, codes, stamps, table

from lstmcast.data.roles import Roles
from lstmcast.errors import DataError

DAYS = stamps("2024-01-01", 1, "D", 20)


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
    "known ahead": ("date,a,temp", lambda k: f"{k * 3 % 7 if k < 15 else ''},{k % 9}", "a", "temp"),
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
    assert data.roles.ignored == (("temp", "known ahead"),)
    assert data.series.lengths.tolist() == [15]


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
        time=("ds",), ids=("a", "b"), targets=("y",), ignored=(("x", "text"),), day_first=True
    )
    assert Roles.from_dict(roles.to_dict()) == roles
    assert roles.used == ("ds", "a", "b", "y")
