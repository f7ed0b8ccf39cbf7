"""Rows to come in a file of their own, and a file that says what series are."""

from __future__ import annotations

import numpy as np
import pytest
from covariate_files import (
    DAYS,
    HEAD,
    LAST,
    assert_same,
    of,
    remembered,
    row,
    rows,
    single,
    text_of,
)
from csvtext import Load, codes, stamps

from lstmcast.data.load import LoadedData

COLUMNS = ("store", "day", "sales", "price", "weather")
TO_COME = ("store", "day", "price", "weather")
KNOWN = {"known": ("price", "weather")}
PAST = text_of(rows(0, LAST), HEAD, *COLUMNS)
WHOLE = text_of(rows(), HEAD, *COLUMNS)
FUTURE = text_of(rows(LAST), HEAD, *TO_COME)
SIZES = "size,store,city\n20,b,Rome\n10.5,a,Oslo\n99,z,Bonn\n"


def note(data: LoadedData, code: str) -> str:
    """Return the text of the only note with a code."""
    (text,) = (remark.text for remark in data.notes if remark.code == code)
    return text


class TestFutureFile:
    """Rows to come."""

    @pytest.mark.parametrize("settings", [KNOWN, {}], ids=["named", "found out"])
    def test_it_is_the_same_as_one_file(
        self, settings: dict[str, tuple[str, ...]], load: Load
    ) -> None:
        apart = load(PAST, future=FUTURE, **settings)
        assert apart.roles.known == ("price", "weather")
        assert_same(load(WHOLE, **settings), apart)
        assert of(apart).lengths.tolist() == [24, 24]

    def test_it_is_so_for_a_model_too(self, load: Load) -> None:
        model = remembered(load(WHOLE, **KNOWN))
        assert_same(load(WHOLE, expected=model), load(PAST, expected=model, future=FUTURE))

    def test_other_columns_other_order_other_marks(self, load: Load) -> None:
        lines = reversed(FUTURE.splitlines()[1:])
        parts = [line.split(",") for line in lines]
        text = "price;note;weather;store;sales;day\n" + "".join(
            f"{price.replace('.', ',')};x;{weather};{store};;{day}\n"
            for store, day, price, weather in parts
        )
        assert_same(load(WHOLE, **KNOWN), load(PAST, future=text, **KNOWN))

    def test_it_fills_what_is_missing(self, load: Load) -> None:
        cells = rows()
        for cell in cells[22:24]:
            cell[3] = ""
        main = text_of(cells, HEAD, *COLUMNS)
        assert_same(load(WHOLE, **KNOWN), load(main, future=FUTURE, **KNOWN))

    @pytest.mark.parametrize(("rule", "price"), [("last", 9), ("mean", 5.625), ("sum", 11.25)])
    def test_a_rule_settles_contradictions(self, rule: str, price: float, load: Load) -> None:
        text = f"store,day,price,weather\na,{DAYS[3]},9,snow\n"
        data = load(PAST, future=text, duplicates=rule, **KNOWN)
        assert of(data).series(0)[3].tolist() == [price, 2]
        assert of(data).series(0)[4].tolist() == [3.25, 3]

    def test_rows_that_agree_are_not_summed_up(self, load: Load) -> None:
        data = load(WHOLE, future=FUTURE, duplicates="sum", **KNOWN)
        assert_same(load(WHOLE, **KNOWN), data)

    def test_an_empty_cell_is_no_contradiction(self, load: Load) -> None:
        """Not even where empty cells count as a name."""
        cells: list[object] = ["fair" if k in {3, 9} else "" for k in range(24)]
        main = single({"event": cells}, 24)
        text = f"ds,event\n{DAYS[22]},feast\n{DAYS[23]},\n{DAYS[9]},\n"
        found = of(load(main, future=text, known=("event",)))
        assert found.dynamic[0].levels == ("", "fair", "feast")
        assert found.values[[3, 9, 10, 22, 23], 0].tolist() == [2, 2, 1, 3, 1]

    def test_values_to_forecast_do_not_count(self, load: Load) -> None:
        text = text_of([[*cell[:2], "5", *cell[3:]] for cell in rows(LAST)], HEAD, *COLUMNS)
        data = load(PAST, future=text, **KNOWN)
        assert_same(load(WHOLE, **KNOWN), data)
        assert note(data, "future-targets") == (
            "future.csv, line 2, column 'sales': values to forecast among the rows to come are not "
            "used (8 of 8); they belong into the data"
        )

    def test_new_series_are_left_out_of_training(self, load: Load) -> None:
        more = (
            FUTURE
            + text_of([row("c", day) for day in range(LAST, 24)], HEAD, *TO_COME).partition("\n")[2]
        )
        data = load(PAST, future=more, **KNOWN)
        assert_same(load(WHOLE, **KNOWN), data)
        assert note(data, "future-series") == (
            "1 series of future.csv is not in sales.csv and is left out (first: c)"
        )
        alone = more.replace("\na,", "\nd,").replace("\nb,", "\ne,")
        assert of(load(PAST, future=alone, **KNOWN)).lengths.tolist() == [LAST, LAST]

    def test_a_model_forecasts_new_series(self, load: Load) -> None:
        model = remembered(load(WHOLE, **KNOWN))
        text = "store,day,price,weather\n" + "".join(
            f"{store},{DAYS[day]},{day}.5,sun\n" for store in ("aa", "b") for day in range(LAST, 24)
        )
        data = load(PAST, future=text, expected=model)
        assert [key.ids for key in data.series.keys] == [("a",), ("aa",), ("b",)]
        assert data.series.lengths.tolist() == [LAST, 0, LAST]
        assert data.series.calendar.format(data.series.starts[1:2]) == [DAYS[LAST]]
        assert of(data).lengths.tolist() == [LAST, 4, 24]
        assert of(data).series(1)[:, 0].tolist() == [20.5, 21.5, 22.5, 23.5]
        assert of(data).series(2)[-1].tolist() == [23.5, 3]
        assert "forecast without a past" in note(data, "future-series")

    def test_static_columns_of_new_series(self, load: Load) -> None:
        model = remembered(load(text_of(rows()), known=("price",), static=("size",)))
        text = f"store,day,price,size\nc,{DAYS[20]},2,77\n"
        data = load(text_of(rows(0, LAST)), future=text, expected=model)
        assert of(data).attributes[:, 0].tolist() == [10.5, 20, 77]

    def test_rows_that_are_counted(self, load: Load) -> None:
        whole = single({"price": [*range(20)]})
        lines = whole.splitlines(keepends=True)
        main, text = "".join(lines[:16]), "price\n15\n16\n17\n18\n19\n"
        whole = "".join(
            [*lines[:16], *(f"{line[:11]},{line.split(',')[2]}" for line in lines[16:])]
        )
        settings = {"time": ("row",), "target": ("y",), "known": ("price",)}
        assert_same(load(whole, **settings), load(main, future=text, **settings))

    def test_clocks_and_offsets(self, load: Load) -> None:
        hours = stamps("2024-03-30T12:00", 1, "h", 30)  # clocks go forward in between
        hours = [hour for hour in hours if "31 02" not in hour]
        lines = [f"{hour},{k * 7 % 5},{k}.5\n" for k, hour in enumerate(hours)]
        head = "ds,y,temp\n"
        cut = [line.replace(f",{line.split(',')[1]},", ",,") for line in lines[20:]]
        settings = {"tz": "Europe/Berlin", "known": ("temp",)}
        whole = load(head + "".join([*lines[:20], *cut]), **settings)
        apart = load(head + "".join(lines[:20]), future=head + "".join(cut), **settings)
        assert_same(whole, apart)
        zulu = [
            f"{np.datetime64('2024-03-30T11:00') + np.timedelta64(k, 'h')}Z,{k}.5\n"
            for k in range(20, 29)
        ]
        text = "ds,temp\n" + "".join(zulu)
        assert_same(whole, load(head + "".join(lines[:20]), future=text, **settings))

    def test_days_first_as_in_the_data(self, load: Load) -> None:
        days = [f"{day[8:]}/{day[5:7]}/{day[:4]}" for day in stamps("2024-01-25", 1, "D", 12)]
        lines = [f"{day},{k * 3 % 7},{k}\n" for k, day in enumerate(days)]
        text = "ds,price\n" + "".join(f"{day},{k}\n" for k, day in enumerate(days) if k >= 10)
        data = load("ds,y,price\n" + "".join(lines[:10]), future=text, known=("price",))
        assert of(data).values[:, 0].tolist() == list(range(12))

    def test_a_model_that_knows_nothing_ahead_needs_no_rows(self, load: Load) -> None:
        model = remembered(load(text_of(rows(0, LAST)), past=("visitors",)))
        data = load(text_of(rows(0, LAST)), expected=model, future="nothing of use\n1\n")
        assert of(data).lengths.tolist() == [LAST, LAST]

    def test_what_has_happened_is_not_to_come(self, load: Load) -> None:
        """Files may overlap: visitors are there in rows that the data have as well."""
        main = text_of(rows(0, LAST), HEAD, "store", "day", "sales", "price", "visitors")
        text = text_of(rows(LAST - 3), HEAD, "day", "visitors", "price", "store")
        data = load(main, future=text)
        assert data.roles.known == ("price",)
        assert dict(data.roles.ignored) == {"visitors": "not a target"}
        empty = text_of(
            [[*cell[:3], "", *cell[4:]] if cell[1] >= DAYS[LAST] else cell for cell in rows()],
            HEAD, "store", "day", "sales", "price", "visitors",
        )  # fmt: skip
        assert load(empty, future=text).roles.known == ("price",)

    def test_rows_that_are_not_to_come(self, load: Load) -> None:
        text = text_of(rows(4, 9), HEAD, *TO_COME)
        assert note(load(PAST, future=text, **KNOWN), "future-past") == (
            "future.csv ends at 2024-01-09, so none of its rows is to come: the values to forecast "
            "end at 2024-01-20"
        )
        assert "future-past" not in codes(load(PAST, future=FUTURE, **KNOWN))

    def test_rows_of_nothing_that_is_used(self, load: Load) -> None:
        text = FUTURE.replace("price", "Price").replace("weather", "Weather")
        assert note(load(PAST, future=text), "future-unused") == (
            "future.csv holds nothing that is used, its columns are store, day, Price, Weather; "
            "--known names columns that the data have as well"
        )

    def test_ids_of_another_spelling(self, load: Load) -> None:
        text = FUTURE.replace("\na,", "\nA,")
        assert note(load(PAST, future=text, **KNOWN), "future-series") == (
            "1 series of future.csv is not in sales.csv and is left out (first: A); 'A' may be 'a' "
            "of sales.csv"
        )

    def test_nothing_is_said_where_a_column_is_not(self, load: Load) -> None:
        """An empty cell that counts as a name is one in rows that both files have, too."""
        event = ["fair" if k in {3, 9} else "" for k in range(LAST)]
        model = remembered(load(single({"event": [*event]}), known=("event",)))
        main = "ds,y\n" + "".join(f"{DAYS[k]},{k}\n" for k in range(4))
        text = "ds,event\n" + "".join(f"{DAYS[k]},{event[k]}\n" for k in range(2, 6))
        data = load(main, future=text, expected=model, future_fill="mask")
        np.testing.assert_array_equal(of(data).values[2:, 0], [1, 2, 1, 1])


class TestStaticFile:
    """What is said of series, in a file of its own."""

    def test_all_its_columns_are_taken(self, load: Load) -> None:
        data = load(PAST, static_file=SIZES)
        assert data.roles.static == ("city", "size")
        assert [column.levels for column in of(data).static] == [("Oslo", "Rome"), None]
        np.testing.assert_array_equal(of(data).attributes, [[1, 10.5], [2, 20]])

    def test_some_of_them(self, load: Load) -> None:
        data = load(text_of(rows(0, LAST)), static_file=SIZES, static=("region", "city"))
        assert data.roles.static == ("city", "region")
        np.testing.assert_array_equal(of(data).attributes, [[1, 1], [2, 2]])

    def test_the_data_go_first(self, load: Load) -> None:
        text = SIZES.replace("10.5", "3").replace("20,", "4,")
        data = load(text_of(rows(0, LAST)), static_file=text, static=("size",))
        assert of(data).attributes[:, 0].tolist() == [10.5, 20]

    def test_columns_with_other_roles_are_left_alone(self, load: Load) -> None:
        data = load(PAST, static_file="store,price,size\na,1,2\nb,3,4\n", known=("price",))
        assert (data.roles.known, data.roles.static) == (("price",), ("size",))

    def test_series_that_are_not_in_it(self, load: Load) -> None:
        data = load(PAST, static_file="store,size\nb,20\n")
        np.testing.assert_array_equal(of(data).attributes, [[float("nan")], [20]])
        assert note(data, "static-missing") == (
            "1 of 2 series is not in stores.csv (first: a); its columns are missing for it"
        )

    def test_ids_of_another_spelling(self, load: Load) -> None:
        main = PAST.replace("\na,", "\n1,")
        assert note(load(main, static_file="store,size\n01,10\nb,20\n"), "static-missing") == (
            "1 of 2 series is not in stores.csv (first: 1); its columns are missing for it; its "
            "'01' may be '1'"
        )

    def test_thousands_or_decimals(self, load: Load) -> None:
        """The data decide if they have fractions; else there is a doubt, as in them."""
        text = "store;size\na;1.500\nb;2.500\n"
        data = load(PAST, static_file=text)
        assert of(data).attributes[:, 0].tolist() == [1.5, 2.5]
        assert "ambiguous-numbers" not in codes(data)
        whole = "store,day,sales\n" + "".join(
            f"{store},{DAYS[k]},{k * 3 % 7}\n" for store in "ab" for k in range(LAST)
        )
        data = load(whole, static_file=text)
        assert of(data).attributes[:, 0].tolist() == [1500, 2500]
        assert note(data, "ambiguous-numbers") == (
            "column 'size': 1.500 was read as 1500; --decimal . changes that"
        )

    def test_how_its_text_was_read_is_said(self, load: Load) -> None:
        data = load(PAST, static_file="# as of May\n" + SIZES)
        assert note(data, "comments") == "a first line that begins with # was skipped"

    def test_a_file_that_adds_nothing(self, load: Load) -> None:
        text = text_of(rows(0, LAST))
        said = (
            "stores.csv is not used: its columns, or those of them that --static names, are all in "
            "sales.csv"
        )
        data = load(text, static_file="store,size\na,1\nb,2\n")
        assert data.roles.static == ()
        assert note(data, "static-unused") == said
        model = remembered(load(text, static=("size",)))
        again = load(text, static_file="store,size\na,1\nb,2\n", expected=model)
        assert "static-unused" not in codes(again)

    def test_new_series_of_a_model(self, load: Load) -> None:
        model = remembered(load(PAST, static_file=SIZES))
        data = load(
            PAST.replace("\na,", "\nd,").replace("\nb,", "\ne,"), static_file=SIZES, expected=model
        )
        assert np.isnan(of(data).attributes).all()
        assert "static-missing" not in codes(data)  # said of all static values by the forecast
        assert "missing-covariates" in codes(load(PAST, expected=model))

    def test_one_series_needs_no_id(self, load: Load) -> None:
        data = load(single({}), static_file="size,city\n7,Oslo\n")
        assert of(data).attributes.tolist() == [[1, 7]]

    def test_two_columns_name_a_series(self, load: Load) -> None:
        lines = [
            f"{store},{item},{day},{k * 7 % 5}\n"
            for store in "ab"
            for item in "xy"
            for k, day in enumerate(DAYS[:LAST])
        ]
        text = "item,store,size\ny,b,4\nx,b,3\ny,a,2\nx,a,1\n"
        data = load("store,item,day,sales\n" + "".join(lines), static_file=text)
        assert of(data).attributes[:, 0].tolist() == [1, 2, 3, 4]

    def test_names_of_their_own_are_left_out_unless_asked_for(self, load: Load) -> None:
        ids = [f"s{number:02d}" for number in range(30)]
        lines = [f"{name},{DAYS[k]},{k * 3 % 7}\n" for name in ids for k in range(4)]
        text = "store,size,address\n" + "".join(f"{n},{len(n)},{n} Road\n" for n in ids)
        main = "store,day,sales\n" + "".join(lines)
        data = load(main, static_file=text)
        assert data.roles.static == ("size",)
        assert data.roles.ignored == (("address", "a name of its own in each row"),)
        asked = load(main, static_file=text, static=("address",))
        assert len(of(asked).static[0].levels or ()) == 30
