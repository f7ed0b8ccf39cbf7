"""Time cells: every way to write a moment, and what is inferred from many of them."""

from __future__ import annotations

import pytest
from csvtext import Load, codes, stamps, table, times_of

from lstmcast.errors import DataError

WRITTEN = {
    "ISO dates": (["2024-01-30", "2024-01-31"], "1d", ["2024-01-30", "2024-01-31"]),
    "one digit": (["2024-1-9", "2024-1-10"], "1d", ["2024-01-09", "2024-01-10"]),
    "slashes": (["2024/01/30", "2024/01/31"], "1d", ["2024-01-30", "2024-01-31"]),
    "minutes": (["2024-01-01 00:00", "2024-01-01 00:15"], "15min", None),
    "seconds": (["2024-01-01 00:00:00", "2024-01-01 00:00:10"], "10s", None),
    "T": (["2024-01-01T00:00", "2024-01-01T01:00"], "1h", None),
    "Z": (["2024-01-01T00:00:00Z", "2024-01-01T01:00:00Z"], "1h", None),
    "offset": (["2024-01-01 00:00:00+02:00", "2024-01-01 01:00:00+02:00"], "1h", None),
    "bare offset": (["2024-01-01T00:00-0330", "2024-01-01T01:00-0330"], "1h", None),
    "hour offset": (["2024-01-01 00:00+02", "2024-01-01 01:00+02"], "1h", None),
    "UTC": (
        ["2024-01-01 00:00 UTC", "2024-01-01 01:00 UTC"],
        "1h",
        ["2024-01-01 00:00+00:00", "2024-01-01 01:00+00:00"],
    ),
    "zero fraction": (
        ["2024-01-01 00:00:00.000", "2024-01-01 01:00:00.000"],
        "1h",
        ["2024-01-01 00:00:00", "2024-01-01 01:00:00"],
    ),
    "midnight as 24": (
        ["2024-01-01 23:00", "2024-01-01 24:00"],
        "1h",
        ["2024-01-01 23:00", "2024-01-02 00:00"],
    ),
    "basic": (
        ["20240101T000000Z", "20240101T010000Z"],
        "1h",
        ["2024-01-01T00:00:00Z", "2024-01-01T01:00:00Z"],
    ),
    "months": (["2024-01", "2024-02"], "1mo-start", None),
    "year one": (["1-11", "1-12", "2-01"], "1mo-start", ["0001-11", "0001-12", "0002-01"]),
    "packed months": (
        ["202411", "202412", "202501"],
        "1mo-start",
        ["2024-11", "2024-12", "2025-01"],
    ),
    "month slash": (["11/2024", "12/2024"], "1mo-start", ["2024-11", "2024-12"]),
    "M": (["1961M11", "1961M12"], "1mo-start", ["1961-11", "1961-12"]),
    "month names": (["Nov 2024", "December 2024"], "1mo-start", ["2024-11", "2024-12"]),
    "short names": (["Nov-61", "Dec-61"], "1mo-start", ["1961-11", "1961-12"]),
    "quarters": (["1961Q3", "1961Q4"], "1q-start-jan", ["1961-07-01", "1961-10-01"]),
    "dashed quarters": (["1961-Q3", "1961-Q4"], "1q-start-jan", ["1961-07-01", "1961-10-01"]),
    "quarters first": (["Q3 1961", "Q4 1961"], "1q-start-jan", ["1961-07-01", "1961-10-01"]),
    "quarters of reports": (["3Q1961", "4Q1961"], "1q-start-jan", ["1961-07-01", "1961-10-01"]),
    "short quarters": (["Q3-61", "Q4-61"], "1q-start-jan", ["1961-07-01", "1961-10-01"]),
    "German months": (["Feb 2018", "Mär 2018"], "1mo-start", ["2018-02", "2018-03"]),
    "German names": (["November 2018", "Dezember 2018"], "1mo-start", ["2018-11", "2018-12"]),
    "German dates": (["31. Mai 2018", "1. Juni 2018"], "1d", ["2018-05-31", "2018-06-01"]),
    "years": (["1961", "1962"], "1y-start-jan", None),
    "years as floats": (["1961.0", "1962.0"], "1y-start-jan", ["1961", "1962"]),
    "weeks": (["2020-W53", "2021-W01"], "1w-mon", ["2020-12-28", "2021-01-04"]),
    "weeks of one digit": (["2020 W9", "2020 W10"], "1w-mon", ["2020-02-24", "2020-03-02"]),
    "days of weeks": (["2020W53-7", "2021W01-7"], "1w-sun", ["2021-01-03", "2021-01-10"]),
    "German weeks": (["KW 53/2020", "KW 1/2021"], "1w-mon", ["2020-12-28", "2021-01-04"]),
    "weeks first": (["W52 2020", "W53 2020"], "1w-mon", ["2020-12-21", "2020-12-28"]),
    "packed dates": (["20240130", "20240131"], "1d", ["2024-01-30", "2024-01-31"]),
    "packed hours": (["2024013022", "2024013023"], "1h", ["2024-01-30 22:00", "2024-01-30 23:00"]),
    "day first": (["30/01/2024", "31/01/2024"], "1d", ["2024-01-30", "2024-01-31"]),
    "month first": (["1/30/2024", "1/31/2024"], "1d", ["2024-01-30", "2024-01-31"]),
    "points": (["01.02.2024", "02.02.2024"], "1d", ["2024-02-01", "2024-02-02"]),
    "named day": (["1-Jan-61", "2-Jan-61"], "1d", ["1961-01-01", "1961-01-02"]),
    "American": (["January 5, 2020", "Jan 6, 2020"], "1d", ["2020-01-05", "2020-01-06"]),
    "mail": (
        ["Sun, 05 Jan 2020 12:00:00 GMT", "Sun, 05 Jan 2020 13:00:00 GMT"],
        "1h",
        ["2020-01-05 12:00:00+00:00", "2020-01-05 13:00:00+00:00"],
    ),
    "twelve hours": (
        ["1/13/2024 11:00 AM", "1/13/2024 12:00 PM", "1/13/2024 1:00 pm"],
        "1h",
        ["2024-01-13 11:00", "2024-01-13 12:00", "2024-01-13 13:00"],
    ),
    "Unix seconds": (
        ["1700000000", "1700003600"],
        "1h",
        ["2023-11-14 22:13:20+00:00", "2023-11-14 23:13:20+00:00"],
    ),
    "Unix milliseconds": (["1700006400000", "1700092800000"], "1d", ["2023-11-15", "2023-11-16"]),
    "steps": (["0", "1", "2"], "1step", None),
    "negative steps": (["-4", "-2", "0"], "2step", None),
    "before pandas": (["1500-06-30", "1500-07-01"], "1d", None),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_moments_as_people_write_them(case: str, load: Load) -> None:
    cells, frequency, expected = WRITTEN[case]
    quoted = [f'"{cell}"' for cell in cells]
    data = load(table(quoted))
    assert str(data.series.calendar.frequency) == frequency
    assert times_of(data) == (expected or cells)


@pytest.mark.parametrize(
    "text",
    [
        "year,month,day,hour,y\n2010,1,1,22,5\n2010,1,1,23,6\n2010,1,2,0,7\n",
        "No,hour,day,month,year,y\n1,22,1,1,2010,5\n2,23,1,1,2010,6\n3,0,2,1,2010,7\n",
        "date,time,y\n2010-01-01,22:00,5\n2010-01-01,23:00,6\n2010-01-02,00:00,7\n",
        "date,clock,y\n1/1/2010,10:00 PM,5\n1/1/2010,11:00 PM,6\n1/2/2010,12:00 AM,7\n",
    ],
)
def test_moments_in_several_columns(text: str, load: Load) -> None:
    data = load(text, day_first=False)
    assert times_of(data) == ["2010-01-01 22:00", "2010-01-01 23:00", "2010-01-02 00:00"]
    assert data.roles.targets == ("y",)


@pytest.mark.parametrize(
    ("head", "rows", "expected"),
    [
        ("year,y", ["1999,1", "2000,2"], ["1999", "2000"]),
        ("year,month,y", ["1999,12,1", "2000,1,2"], ["1999-12", "2000-01"]),
        ("Year,Month,y", ["1999,Dec,1", "2000,Jan,2"], None),
        ("year,quarter,y", ["1999,4,1", "2000,1,2"], ["1999-10-01", "2000-01-01"]),
        ("year,quarter,y", ["1999,Q4,1", "2000,Q1,2"], ["1999-10-01", "2000-01-01"]),
        ("yr,mo,dd,y", ["1999.0,12,31,1", "2000.0,1,1,2"], ["1999-12-31", "2000-01-01"]),
        (
            "year,month,day,hour,minute,second,y",
            ["1999,12,31,23,59,50,1", "2000,1,1,0,0,0,2"],
            ["1999-12-31 23:59:50", "2000-01-01 00:00:00"],
        ),
    ],
)
def test_parts_of_moments(
    head: str, rows: list[str], expected: list[str] | None, load: Load
) -> None:
    data = load("\n".join([head, *rows]) + "\n")
    assert times_of(data) == (expected or ["1999-12", "2000-01"])


def test_parts_must_not_leave_a_hole(load: Load) -> None:
    with pytest.raises(DataError, match="leave out a part"):
        load("year,day,y\n1999,1,1\n1999,2,2\n", time=("year", "day"))
    with pytest.raises(DataError, match="do not make one point in time"):
        load("year,foo,y\n1999,1,1\n1999,2,2\n", time=("year", "foo"))


def test_rows_as_steps(load: Load) -> None:
    data = load("item,y\nb,1\na,2\nb,3\na,4\nb,5\n", time=("row",), id=("item",))
    assert data.roles.time == ("row",)
    assert [data.series.series(k).tolist() for k in range(2)] == [[2, 4], [1, 3, 5]]
    assert times_of(data, 1) == ["0", "1", "2"]


def test_a_column_named_row_is_a_column(load: Load) -> None:
    assert times_of(load("row,y\n5,1\n6,2\n", time=("row",))) == ["5", "6"]


MONTHS = [(year, month) for year in (2020, 2021) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("cells", "first", "noted"),
    [
        ([f"01/{month:02d}/{year}" for year, month in MONTHS], "2020-01-01", True),
        ([f"{month}/1/{year}" for year, month in MONTHS], "2020-01-01", True),
        ([f"{day:02d}/02/2020" for day in range(3, 20)], "2020-02-03", True),
        ([f"02/{day:02d}/2020" for day in range(3, 20)], "2020-02-03", True),
    ],
)
def test_day_order_is_found(cells: list[str], first: str, noted: bool, load: Load) -> None:
    data = load(table(cells))
    assert times_of(data)[0] == first
    assert ("day-order" in codes(data)) == noted
    assert data.roles.day_first is (
        cells[0][:2] != cells[1][:2] if first != "2020-01-01" else "/1/" not in cells[0]
    )


@pytest.mark.parametrize(("day_first", "first"), [(True, "2024-02-01"), (False, "2024-01-02")])
def test_day_order_can_be_named(day_first: bool, first: str, load: Load) -> None:
    data = load(table(["01/02/2024", "02/02/2024"]), day_first=day_first, freq="1d")
    assert times_of(data)[0] == first


def test_whole_numbers_mean_what_the_name_says(load: Load) -> None:
    years = [str(number) for number in range(1900, 1910)]
    assert str(load(table(years, head="ds,y")).series.calendar.frequency) == "1y-start-jan"
    assert str(load(table(years, head="t,y")).series.calendar.frequency) == "1step"
    months = [f"2024{month:02d}" for month in range(1, 13)]
    assert times_of(load(table(months, head="month,y")))[-1] == "2024-12"


@pytest.mark.parametrize("head", ["yyyymm,y", "yearmonth,y", "period,y", "ym,y"])
def test_packed_months_are_found(head: str, load: Load) -> None:
    cells = [f"{year}{month:02d}" for year, month in MONTHS]
    assert times_of(load(table(cells, head=head)))[-1] == "2021-12"


QUARTERS = [(year, quarter) for year in range(2005, 2009) for quarter in range(1, 5)]
NO_MONTHS = {
    "split years": ([f"{y}/{(y + 1) % 100:02d}" for y in range(2000, 2012)], "ds", "seasons"),
    "dashed": ([f"{y}-{(y + 1) % 100:02d}" for y in range(1998, 2012)], "season", "seasons"),
    "long": ([f"{y}/{(y + 1) % 100:02d}" for y in range(1990, 2003)], "ds", "seasons"),
    "decimals": ([f"{year}.{quarter}" for year, quarter in QUARTERS], "ds", "quarters"),
    "dashes": ([f"{year}-{quarter}" for year, quarter in QUARTERS], "period", "quarters"),
    "year": (["2000-01", "2000-02"], "year", "is a year"),
    "quarter": (["2000-01", "2000-02"], "Quarter", "is a quarter"),
    "week": (["2024-01", "2024-02"], "week", "is a week"),
    "packed weeks": (["201951", "201952", "202001", "202002"], "week", "is a week"),
    "packed months": (["201901", "201902"] * 10, "iso_week", "is a week"),
}


@pytest.mark.parametrize("case", NO_MONTHS)
def test_what_only_looks_like_months_is_refused(case: str, load: Load) -> None:
    cells, name, meaning = NO_MONTHS[case]
    with pytest.raises(DataError, match=meaning) as caught:
        load(table(cells, head=f"{name},y"), time=(name,))
    assert f"line 2, column '{name}': '{cells[0]}'" in caught.value.message
    assert caught.value.hint


def test_real_months_stay_months(load: Load) -> None:
    for cells in (["2000-01", "2000-02"], ["2000/12", "2001/01"], ["2005-1", "2005-2"]):
        assert str(load(table(cells)).series.calendar.frequency) == "1mo-start"


@pytest.mark.parametrize(
    ("cells", "message", "hint"),
    [
        (["2023-01-01 00:00 EST", "2023-01-01 01:00 EST"], "'EST', which is no", "New_York"),
        (["2023-01-01 00:00 CEST", "2023-01-01 01:00 CEST"], "'CEST', which is no", "Berlin"),
        (["3 Foo 2020", "4 Jan 2020"], "'Foo', which is no month", "2019-W02"),
        (["2019 week 2", "2019 week 3"], "'week', which is no month", "2019-W02"),
    ],
)
def test_unknown_words_are_named(cells: list[str], message: str, hint: str, load: Load) -> None:
    with pytest.raises(DataError) as caught:
        load(table(cells))
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")


def test_messages_quote_the_cells_of_all_parts(load: Load) -> None:
    with pytest.raises(DataError, match="'1999, 2, 30' does not exist"):
        load("year,month,day,y\n1999,2,28,1\n1999,2,30,2\n")


def test_times_are_parsed_in_bulk(load: Load) -> None:
    cells = stamps("2000-01-01T00:00", 1, "m", 50_000)
    assert times_of(load(table(cells))) == cells
