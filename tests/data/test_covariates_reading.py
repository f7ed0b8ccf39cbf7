"""Covariates in the file of the data: what they are taken for, and where their values go."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from covariate_files import DAYS, HEAD, LAST, STORES, of, remembered, row, rows, single, text_of
from csvtext import Load, codes

from lstmcast.config import CovariateConfig
from lstmcast.data.covariates import Column
from lstmcast.data.load import LoadedData
from lstmcast.settings import resolve

NAN = float("nan")
ROLES = {"known": ("price", "weather"), "past": ("visitors",), "static": ("region", "size")}


def notes(data: LoadedData, code: str) -> list[str]:
    """Return the texts of all notes with a code."""
    return [note.text for note in data.notes if note.code == code]


def test_every_kind_of_column(load: Load) -> None:
    data = load(text_of(rows()), **ROLES)
    found = of(data)
    assert found.dynamic == (
        Column(name="price", when="known"),
        Column(name="weather", when="known", levels=("rain", "snow", "sun")),
        Column(name="visitors", when="past"),
    )
    assert found.static == (
        Column(name="region", when="static", levels=("north", "south")),
        Column(name="size", when="static"),
    )
    assert data.roles.targets == ("sales",)
    assert (data.roles.known, data.roles.past) == (("price", "weather"), ("visitors",))
    assert data.series.lengths.tolist() == [LAST, LAST]
    assert found.lengths.tolist() == [24, 24]
    np.testing.assert_array_equal(found.attributes, [[1, 10.5], [2, 20]])
    first = found.series(1)
    np.testing.assert_array_equal(first[:, 0], [2.25 + day % 3 for day in range(24)])
    np.testing.assert_array_equal(first[:3, 1], [3, 2, 1])  # sun, snow, rain
    np.testing.assert_array_equal(first[:LAST, 2], [day * 3 % 11 for day in range(LAST)])
    assert np.isnan(first[LAST:, 2]).all()
    assert data.notes == ()


def test_a_file_without_any_has_none(load: Load) -> None:
    assert load(single({})).series.covariates is None


def test_gaps_late_starts_and_ragged_ends(load: Load) -> None:
    cells = [row("a", day) for day in range(24)]
    for day in (0, 1, 7):
        cells[day][2] = ""  # no sales, but a price
    cells[5][3] = ""  # sales, but no price
    del cells[10]
    b = [row("b", day) for day in range(6, 12)]
    data = load(text_of(cells + b), known=("price",))
    assert data.series.calendar.format(data.series.starts) == [DAYS[2], DAYS[6]]
    assert data.series.lengths.tolist() == [18, 6]
    found = of(data)
    assert found.lengths.tolist() == [22, 6]
    expected = [2.25 + day % 3 for day in range(2, 24)]
    expected[5 - 2] = expected[10 - 2] = NAN
    np.testing.assert_array_equal(found.series(0)[:, 0], expected)
    assert np.isnan(data.series.series(0)[[5, 8]]).all()


def test_a_series_without_values_keeps_its_covariates(load: Load) -> None:
    cells = rows(stores="a") + [row("c", day) for day in range(12, 24)]
    for cell in cells[24:]:
        cell[2] = ""
    data = load(text_of(cells), **ROLES)
    assert data.series.lengths.tolist() == [LAST, 0]
    assert data.series.calendar.format(data.series.starts[1:]) == [DAYS[12]]
    late = of(data).series(1)
    np.testing.assert_array_equal(late[:, 0], [2.25 + day % 3 for day in range(12, 24)])
    assert np.isnan(late[:, 2]).all()  # what is past only is never known of it
    assert of(data).attributes[1, 1] == 30


def test_targets_share_the_covariates(load: Load) -> None:
    columns = {"z": [k * 3 % 7 if 4 <= k < 18 else "" for k in range(LAST)], "price": [*range(20)]}
    data = load(single(columns), target=("y", "z"), known=("price",))
    assert data.series.lengths.tolist() == [20, 14]
    assert of(data).lengths.tolist() == [20, 16]
    np.testing.assert_array_equal(of(data).series(0)[:, 0], range(20))
    np.testing.assert_array_equal(of(data).series(1)[:, 0], range(4, 20))


def test_one_target_remains_when_the_others_are_named(load: Load) -> None:
    columns = {"a": [k * 3 % 7 for k in range(20)], "b": [k * 5 % 11 for k in range(20)]}
    text = single(columns).replace("ds,y,", "ds,demand_mw,")
    assert load(text).roles.targets == ("demand_mw", "a", "b")
    data = load(text, known=("a",), past=("b",))
    assert data.roles.targets == ("demand_mw",)


@pytest.mark.parametrize("rule", ["mean", "sum", "last"])
def test_several_rows_of_one_step(rule: str, load: Load) -> None:
    text = single({"price": [2] * 19 + [4], "kind": ["p", "q"] * 10})
    text += f"{DAYS[3]},7.5,6,p\n"
    found = of(load(text, known=("price", "kind"), duplicates=rule)).values[3]
    assert found.tolist() == [1, {"mean": 4, "sum": 8, "last": 6}[rule]]


class TestCategories:
    """Names, and numbers that are names."""

    def test_numbers_can_be_names(self, load: Load) -> None:
        cells: list[object] = ["3", "1", "1.0", "", " 10 "] * 4
        found = of(load(single({"kind": cells}), known=("kind",), categorical=("kind",)))
        assert found.dynamic[0].levels == ("1", "10", "3")
        np.testing.assert_array_equal(found.values[:5, 0], [3, 1, 1, NAN, 2])

    def test_decimal_commas_too(self, load: Load) -> None:
        cells = ["1,0", "1", "2,0", "2,5"]
        lines = (f"{DAYS[k]};{k},5;{cells[k % 4]}\n" for k in range(20))
        found = of(load("ds;y;kind\n" + "".join(lines), known=("kind",), categorical=("kind",)))
        assert found.dynamic[0].levels == ("1", "2", "2,5")

    def test_more_names_than_numbers_are_names(self, load: Load) -> None:
        found = of(load(single({"code": ["7", "A1", "B2", "C3"] * 5}), past=("code",)))
        assert found.dynamic[0].levels == ("7", "A1", "B2", "C3")

    def test_rare_names_leave_cells_empty(self, load: Load) -> None:
        cells: list[object] = ["" if k % 5 else "fair" if k % 2 else "feast" for k in range(20)]
        data = load(single({"event": cells}), known=("event",))
        assert of(data).dynamic[0].levels == ("", "fair", "feast")
        np.testing.assert_array_equal(of(data).values[:6, 0], [3, 1, 1, 1, 1, 2])
        assert notes(data, "empty-category") == [
            "column 'event': 16 of 20 cells are empty, which counts as a name of its own, not as "
            "missing"
        ]

    def test_a_name_or_nothing(self, load: Load) -> None:
        cells: list[object] = ["" if k % 3 else "sale" for k in range(20)]
        assert of(load(single({"promo": cells}), known=("promo",))).dynamic[0].levels == (
            "",
            "sale",
        )

    def test_two_spellings_of_a_name(self, load: Load) -> None:
        cells: list[object] = ["rain", "Rain ", "sun", "RAIN"] * 5
        data = load(single({"weather": cells}), known=("weather",))
        assert of(data).dynamic[0].levels == ("RAIN", "Rain", "rain", "sun")
        assert notes(data, "alike-categories") == [
            "column 'weather': 'RAIN', 'Rain', 'rain' count as different; write them alike if they "
            "are the same"
        ]
        model = remembered(load(single({"weather": ["rain", "sun"] * 10}), known=("weather",)))
        data = load(single({"weather": ["Rain", "sun"] * 10}), expected=model)
        assert notes(data, "unknown-categories") == [
            "column 'weather': the model has not seen 'Rain' (10 rows); it counts as unknown; "
            "'Rain' may be 'rain'"
        ]

    def test_the_model_knows_its_levels(self, load: Load) -> None:
        model = remembered(load(single({"kind": ["p", "q"] * 10}), known=("kind",)))
        text = single({"kind": ["q", "fog", "p", "", "hail", *["p"] * 15]})
        data = load(text, expected=model)
        np.testing.assert_array_equal(of(data).values[:5, 0], [2, 0, 1, NAN, 0])
        assert of(data).columns == model.covariates
        assert notes(data, "unknown-categories") == [
            "column 'kind': the model has not seen 'fog', 'hail' (2 rows); they count as unknown"
        ]


class TestInference:
    """What is used unasked, what is offered, and what is not."""

    def test_columns_filled_beyond_the_target_are_known_ahead(self, load: Load) -> None:
        cells = rows()
        for cell in cells:
            cell[4] = ""
        data = load(text_of(cells, HEAD, "store", "day", "sales", "price", "weather", "visitors"))
        assert data.roles.known == ("price", "weather")
        assert notes(data, "known-ahead") == [
            "price, weather are filled beyond the last value of sales, so they are used as known "
            "ahead; --past price,weather if that is wrong"
        ]
        assert of(data).lengths.tolist() == [24, 24]
        assert "empty-end" not in codes(data)

    def test_counters_and_calendars_are_not(self, load: Load) -> None:
        """They are filled to the end of the file whatever it holds."""
        head = "No,day,sales,weekday,flat,promo"
        lines = [
            [
                str(k + 1),
                DAYS[k],
                f"{k * 7 % 5}.5" if k < LAST else "",
                str(k % 7),  # 2024 begins on a Monday
                "3",
                str(k % 2),
            ]
            for k in range(24)
        ]
        data = load(text_of(lines, head))
        assert data.roles.known == ("promo",)
        assert dict(data.roles.ignored) == {
            "No": "row number",
            "weekday": "calendar",
            "flat": "one value throughout",
        }

    def test_series_end_at_different_times(self, load: Load) -> None:
        """The end of the longest says nothing of the others, that of a closed store neither."""
        cells = [row(store, day) for store in "abc" for day in range(LAST)]
        late = [cell for cell in cells if cell[0] == "a" or cell[1] < DAYS[15]]
        ends = {"a": LAST, "b": 12, "c": 12}
        for cell in late:
            cell[2] = cell[2] if cell[1] < DAYS[ends[cell[0]]] else ""
        text = text_of(late, HEAD, "store", "day", "sales", "price")
        data = load(text)
        assert data.roles.known == ("price",)
        assert data.series.lengths.tolist() == [LAST, 12, 12]
        assert of(data).lengths.tolist() == [LAST, 15, 15]
        closed = [cell for cell in cells if cell[0] != "c"]
        for cell in closed:
            if cell[0] == "b" and cell[1] >= DAYS[12]:
                cell[2] = ""
        assert load(text_of(closed, HEAD, "store", "day", "sales", "price")).roles.known == ()

    def test_what_series_are_like_is_not_known_ahead_but_static(self, load: Load) -> None:
        data = load(text_of(rows(), HEAD, "store", "day", "sales", "price", "region", "size"))
        assert data.roles.known == ("price",)
        assert notes(data, "unused-columns") == [
            "not used: region (text), size (not a target); to use what says the same of a series "
            "at every step, add --static region,size"
        ]

    def test_many_that_are_known_ahead_are_not_listed(self, load: Load) -> None:
        columns = {f"x{number}": [k * (number + 2) % 13 for k in range(20)] for number in range(20)}
        text = single(columns) + f"{DAYS[LAST]},{',1' * 20}\n"
        (said,) = notes(load(text), "known-ahead")
        assert said == (
            "x0, x1, x10, x11, x12, x13 and 14 more are filled beyond the last value of y, so they "
            "are used as known ahead; name those that are with --known if that is wrong"
        )

    def test_naming_some_leaves_the_others_out(self, load: Load) -> None:
        text = text_of(rows(), HEAD, "store", "day", "sales", "price", "weather")
        data = load(text, known=("price",))
        assert data.roles.known == ("price",)
        assert data.roles.ignored == (("weather", "known ahead"),)

    def test_a_wide_file_stays_as_it_is(self, load: Load) -> None:
        columns = {
            name: [k * step % 7 for k in range(LAST)]
            for name, step in zip("abc", (2, 3, 5), strict=True)
        }
        text = single({**columns, "promo": [k % 2 for k in range(LAST)]}).replace("y", "x")
        text += f"{DAYS[LAST]},,,,,1\n"
        data = load(text)
        assert data.roles.targets == ("x", "a", "b", "c")
        assert data.roles.known == ()
        assert data.series.covariates is None
        named = load(text, target=("x", "a", "b", "c"))
        assert named.roles.known == ("promo",)

    def test_others_are_offered(self, load: Load) -> None:
        text = text_of(rows(0, LAST), HEAD)
        assert notes(load(text), "unused-columns") == [
            "not used: price (not a target), visitors (not a target), weather (text), region "
            "(text), size (not a target); if they are known ahead of time, add --known "
            "price,visitors,weather, else name them by --past; to use what says the same of a "
            "series at every step, add --static region,size"
        ]
        one = single(
            {"price": [k * 3 % 7 for k in range(20)], "remark": [f"n{k}" for k in range(20)]}
        )
        assert notes(load(one), "unused-columns") == [
            "not used: price (not a target), remark (text); if it is known ahead of time, add "
            "--known price, else name it by --past"
        ]

    def test_many_are_not_listed(self, load: Load) -> None:
        columns = {f"x{number}": [k * (number + 2) % 13 for k in range(20)] for number in range(20)}
        (text,) = notes(load(single(columns)), "unused-columns")
        assert text.endswith("for example --known x0")


class TestColumnsThatSayNothing:
    """They are left out in training, with a remark; a model's are kept."""

    def test_empty_and_constant_ones(self, load: Load) -> None:
        columns: dict[str, list[object]] = {
            "price": [k * 3 % 7 for k in range(20)],
            "flat": [3] * 20,
            "flag": [1 if k % 2 else "" for k in range(20)],
            "word": ["same"] * 20,
            "none": [""] * 20,
        }
        data = load(single(columns), known=("price", "flat", "flag", "word"), past=("none",))
        assert [column.name for column in of(data).columns] == ["price"]
        assert (data.roles.known, data.roles.past) == (("price",), ())
        assert dict(data.roles.ignored) == {
            "flag": "one value throughout",
            "flat": "one value throughout",
            "word": "one value throughout",
            "none": "empty",
        }
        assert notes(data, "useless-covariate") == [
            "sales.csv: the column 'flag' has one value throughout (1); it is left out; write 0 "
            "into the 10 empty cells if that is meant, or add --categorical flag",
            "sales.csv: the column 'flat' has one value throughout (3); it is left out",
            "sales.csv: the column 'word' holds 'same' alone; it is left out",
            "sales.csv: the column 'none' is empty; it is left out",
        ]

    def test_nothing_may_be_left(self, load: Load) -> None:
        data = load(single({"flat": [3] * 20}), known=("flat",))
        assert data.series.covariates is None

    def test_a_model_keeps_them(self, load: Load) -> None:
        model = remembered(load(single({"price": [*range(20)]}), known=("price",)))
        data = load(single({"price": [3] * 20}), expected=model)
        assert of(data).values[:, 0].tolist() == [3] * 20
        data = load(single({"price": [""] * 20}), expected=model)
        assert np.isnan(of(data).values).all()


class TestModels:
    """Files for a model that has covariates."""

    def test_the_training_file_itself(self, load: Load) -> None:
        first = load(text_of(rows()), **ROLES)
        again = load(text_of(rows()), expected=remembered(first))
        assert again.notes == ()
        np.testing.assert_array_equal(of(again).values, of(first).values)
        np.testing.assert_array_equal(of(again).attributes, of(first).attributes)

    def test_columns_that_are_not_there_are_missing(self, load: Load) -> None:
        model = remembered(load(text_of(rows()), **ROLES))
        text = text_of(rows(), HEAD, "store", "day", "sales", "price", "weather")
        data = load(text, expected=model)
        assert of(data).columns == model.covariates
        assert np.isnan(of(data).values[:, 2]).all()
        assert np.isnan(of(data).attributes).all()
        assert notes(data, "missing-covariates") == [
            "sales.csv lacks columns of the model: visitors (past only), region (static), size "
            "(static); it forecasts without; --static-file names the file of static ones"
        ]

    def test_known_ones_may_be_missing_if_so_decided(self, load: Load) -> None:
        model = remembered(load(text_of(rows()), **ROLES))
        text = text_of(
            rows(), HEAD, "store", "day", "sales", "weather", "visitors", "region", "size"
        )
        data = load(text, expected=model, future_fill="mask")
        assert np.isnan(of(data).values[:, 0]).all()
        assert "missing-covariates" in codes(data)

    def test_settings_of_the_training_do_no_harm(self, load: Load) -> None:
        model = remembered(load(single({"price": [*range(20)]}), known=("price",)))
        data = load(single({"price": [*range(20)]}), expected=model, known=("price", "flat"))
        assert [column.name for column in of(data).columns] == ["price"]
        assert notes(data, "unused-covariates") == [
            "the model does not use flat; train again to use it"
        ]

    def test_decimal_marks_of_the_training_are_kept(self, load: Load) -> None:
        lines = (f"{DAYS[k]};{k};{k % 7},{k % 9}5\n" for k in range(20))
        model = remembered(load("ds;y;price\n" + "".join(lines), known=("price",)))
        assert model.reading.decimal == ","
        data = load(f"ds;y;price\n{DAYS[3]};5;1,234\n", expected=model)
        assert of(data).values.tolist() == [[1.234]]


def test_what_is_missing_is_said(load: Load) -> None:
    cells = rows()
    for position in (3, 4, 30):
        cells[position][3] = ""
    for cell in cells[24:]:
        cell[6] = cell[7] = ""
    data = load(text_of(cells), **ROLES)
    assert notes(data, "covariate-gaps") == [
        "missing among the covariates: price 7.5 %, region for 1 of 2 series, size for 1 of 2 "
        "series; masked, not invented"
    ]


def test_a_known_column_that_ends_early(load: Load) -> None:
    cells: list[object] = [k if k < 15 else "" for k in range(20)]
    data = load(single({"price": cells}), known=("price",))
    assert notes(data, "early-covariate") == [f"price ends {DAYS[14]}, before the last value of y"]
    many = rows(0, LAST)
    for cell in many[LAST + 12 :]:
        cell[3] = ""
    data = load(text_of(many), known=("price",))
    assert notes(data, "early-covariate") == [
        f"price ends before the last value of sales in 1 of 2 series (first: 'b', {DAYS[11]})"
    ]
    assert "early-covariate" not in codes(load(text_of(many), expected=remembered(data)))


def test_a_sign_is_dropped_and_said(load: Load) -> None:
    data = load(single({"price": [f"{k} €" for k in range(20)]}), known=("price",))
    assert of(data).values[:, 0].tolist() == list(range(20))
    assert notes(data, "sign") == ["column 'price': the sign € was dropped from every value"]


def test_flags_become_settings(tmp_path: Path) -> None:
    flags = {
        "known": ['price,"net, EUR"', "promo"],
        "past": "visitors",
        "static": "region, size",
        "categorical": "promo",
        "static_file": "stores.csv",
        "future": "to come.csv",
        "events": "events.csv",
    }
    covariates = resolve(flags, {}, None).covariates
    assert covariates == CovariateConfig(
        known=("price", "net, EUR", "promo"),
        past=("visitors",),
        static=("region", "size"),
        categorical=("promo",),
        static_file="stores.csv",
        future="to come.csv",
        events="events.csv",
    )
    file = tmp_path / "lstmcast.toml"
    file.write_text('[covariates]\nknown = ["price"]\nfuture = "f.csv"\n', encoding="utf-8")
    found = resolve({}, {"LSTMCAST_PAST": "a,b"}, file).covariates
    assert found == CovariateConfig(known=("price",), past=("a", "b"), future="f.csv")


def test_static_values_hold_for_the_whole_series(load: Load) -> None:
    cells = rows(0, LAST)
    for cell in cells[1:]:
        cell[6] = ""  # once is enough
    cells[LAST][6] = STORES["b"][0]
    data = load(text_of(cells), static=("region",))
    assert of(data).dynamic == ()
    assert of(data).values.shape == (2 * LAST, 0)
    assert of(data).attributes.tolist() == [[1], [2]]
