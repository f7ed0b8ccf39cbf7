"""Gaps, order, duplicates, odd series: what is done, and that it is said."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from csvtext import Load, codes, stamps, table, times_of
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.config import DataConfig
from lstmcast.data.calendar import Calendar
from lstmcast.data.frequency import Frequency
from lstmcast.data.load import LoadedData, load_series

DAYS = stamps("2024-01-01", 1, "D", 10)
NAN = float("nan")


def note(data: LoadedData, code: str) -> str:
    """Return the text of the only note with a code."""
    (text,) = (remark.text for remark in data.notes if remark.code == code)
    return text


def test_a_clean_file_needs_no_words(load: Load) -> None:
    assert load(table(DAYS)).notes == ()


def test_gaps_are_counted_not_filled(load: Load) -> None:
    values = [1, 2, "", 4, 5, 6, "NA", 8, 9, 10]
    rows = [f"{day},{value}\n" for day, value in zip(DAYS, values, strict=True)]
    data = load("ds,y\n" + "".join(rows[:4] + rows[6:]))
    np.testing.assert_array_equal(data.series.values, [1, 2, NAN, 4, NAN, NAN, NAN, 8, 9, 10])
    assert note(data, "gaps") == (
        "4 of 10 values are missing: 2 gaps, the longest of 3 steps (2024-01-05 to 2024-01-07); "
        "left out, not invented"
    )


def test_gaps_of_many_series_name_the_worst(load: Load) -> None:
    rows = [f"{name},{day},{k}\n" for name in "abc" for k, day in enumerate(DAYS)]
    del rows[12:15]
    del rows[3]
    assert note(load("id,ds,y\n" + "".join(rows)), "gaps") == (
        "4 of 30 values are missing: 2 gaps, in 2 of 3 series, the longest of 3 steps "
        "(2024-01-03 to 2024-01-05) in 'b'; left out, not invented"
    )


def test_empty_ends_shorten_a_series(load: Load) -> None:
    data = load(table(DAYS, ["", "NA", 3, 4, 5, 6, 7, "", "", ""]))
    assert data.series.values.tolist() == [3, 4, 5, 6, 7]
    assert times_of(data)[0] == DAYS[2]
    assert note(data, "empty-end") == (
        "3 rows behind the last value are empty (first: 2024-01-08); forecasts start right after "
        "the last value"
    )


def test_series_that_end_early_are_named(load: Load) -> None:
    rows = [f"{name},{day},{k}\n" for name in "ab" for k, day in enumerate(DAYS)]
    data = load("id,ds,y\n" + "".join(rows[:14]))
    assert note(data, "early-end") == (
        "1 of 2 series ends 6 steps before the others ('b'); its forecast starts at 2024-01-05"
    )
    assert data.notes[-1].level == "warning"
    assert "early-end" not in codes(load("id,ds,y\n" + "".join(rows[:18])))


def test_a_grid_that_is_mostly_empty(load: Load) -> None:
    times = [
        time
        for time in stamps("2024-01-01T00:00", 1, "h", 24 * 21)
        if 9 <= int(time[11:13]) < 17 and np.is_busday(time[:10])
    ]
    data = load(table(times))
    text = note(data, "gaps")
    assert "none of the others is on a Saturday or Sunday" in text
    assert "--time row" in text
    assert data.notes[-1].level == "warning"


def test_odd_series_are_named(load: Load) -> None:
    rows = [f"none,{day},\n" for day in DAYS[3:]]
    rows += [f"same,{day},5\n" for day in DAYS]
    rows += [f"once,{DAYS[2]},7\n"]
    rows += [f"fine,{day},{k}\n" for k, day in enumerate(DAYS)]
    data = load("id,ds,y\n" + "".join(rows), id=("id",))
    assert [key.label for key in data.series.keys] == ["fine", "none", "once", "same"]
    assert data.series.lengths.tolist() == [10, 0, 1, 10]
    assert data.series.calendar.format(data.series.starts) == [DAYS[0], DAYS[3], DAYS[2], DAYS[0]]
    assert note(data, "empty-series") == "1 of 4 series has no value at all: none"
    assert note(data, "constant-series") == "1 of 4 series has one value throughout: same"
    assert note(data, "short-series") == "1 of 4 series has a single value: once"
    assert [remark.level for remark in data.notes if remark.code == "empty-series"] == ["warning"]


def test_the_only_series_may_be_odd(load: Load) -> None:
    assert codes(load(table(DAYS, [""] * 10))) == ["empty-series"]
    assert codes(load(table(DAYS, [5] * 10))) == ["constant-series"]
    assert codes(load(table(DAYS[:1]), freq="D")) == ["short-series"]


def test_order_is_put_right(load: Load) -> None:
    shuffled = [*DAYS[:3], DAYS[4], DAYS[3], *DAYS[5:]]
    data = load(table(shuffled, [1, 2, 3, 5, 4, 6, 7, 8, 9, 10]))
    assert data.series.values.tolist() == list(range(1, 11))
    assert note(data, "sorted").startswith("1 row was earlier")
    newest_first = load(table(DAYS[::-1], list(range(10, 0, -1))))
    assert newest_first.series.values.tolist() == list(range(1, 11))
    assert "newest first" in note(newest_first, "sorted")


def test_interleaved_series_are_in_order(load: Load) -> None:
    rows = [f"{name},{day},{k}\n" for k, day in enumerate(DAYS) for name in "ba"]
    assert load("id,ds,y\n" + "".join(rows)).notes == ()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("mean", [1, 4, 6, NAN]), ("last", [1, 5, 6, NAN]), ("sum", [1, 12, 6, NAN])],
)
def test_duplicates_are_resolved_as_told(rule: str, expected: list[float], load: Load) -> None:
    rows = ["1,1", "2,3", "3,", "2,4", "3,6", "2,5", "4,", "4,", "5,7"]
    data = load("ds,y\n" + "".join(f"2024-01-0{row}\n" for row in rows), duplicates=rule)
    np.testing.assert_array_equal(data.series.values, [*expected, 7])
    assert note(data, "duplicates").startswith("4 rows repeat the time of another")
    assert rule in note(data, "duplicates")


def test_duplicates_of_several_targets(load: Load) -> None:
    rows = "".join(f"{day},{k},{k * 2}\n" for k, day in enumerate(DAYS))
    data = load(f"ds,a,b\n{rows}{DAYS[9]},1,\n", target=("a", "b"), duplicates="mean")
    assert data.series.series(0)[-1] == 5
    assert data.series.series(1)[-1] == 18


def test_signs_and_commas_are_remarked_on(load: Load) -> None:
    rows = "".join(f'{day};"{k},5 %"\n' for k, day in enumerate(DAYS))
    data = load("ds;y\n" + rows)
    assert codes(data) == ["decimal", "sign"]
    assert "%" in note(data, "sign")


panels = st.dictionaries(
    st.text("abcxyz ", min_size=1, max_size=4).filter(str.strip),
    st.tuples(
        st.integers(0, 40),
        st.lists(st.one_of(st.none(), st.integers(-999, 999)), min_size=3, max_size=12),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(panel=panels, random=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(
    panel: dict[str, tuple[int, list[int | None]]],
    random: Random,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    days = stamps("2023-12-20", 1, "D", 60)
    rows = [
        f"{name.strip()}!{number},{days[start + k]},{'' if value is None else value}"
        for number, (name, (start, values)) in enumerate(panel.items())
        for k, value in enumerate(values)
    ]
    shuffled = list(rows)
    random.shuffle(shuffled)
    loaded = []
    folder = tmp_path_factory.mktemp("shuffled")
    for position, order in enumerate((rows, shuffled)):
        path = folder / f"{position}.csv"
        path.write_text("unique_id,ds,y\n" + "\n".join(order) + "\n")
        loaded.append(load_series(str(path), DataConfig()))
    straight, mixed = (data.series for data in loaded)
    assert straight.keys == mixed.keys
    assert straight.calendar == mixed.calendar
    assert straight.starts.tolist() == mixed.starts.tolist()
    assert straight.offsets.tolist() == mixed.offsets.tolist()
    np.testing.assert_array_equal(straight.values, mixed.values)
    assert loaded[0].roles == loaded[1].roles
    assert set(codes(loaded[1])) - set(codes(loaded[0])) <= {"sorted"}


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(
        st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)), min_size=2
    ),
    step=st.sampled_from(
        ["15min", "1h", "1d", "1bd", "1w-sun", "1mo-end", "1q-start-jan", "1y-end-jun"]
    ),
)
def test_a_written_series_comes_back(
    values: list[float | None], step: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    style = "YYYY-MM-DD hh:mm" if step in {"15min", "1h"} else "YYYY-MM-DD"
    calendar = Calendar(frequency=Frequency.parse(step), zone=None, style=style)
    times = calendar.format(np.arange(100, 100 + len(values)))
    cells = ["" if value is None else repr(value) for value in values]
    path = tmp_path_factory.mktemp("series") / "a.csv"
    path.write_text(table(times, cells))
    data = load_series(str(path), DataConfig(freq=step)).series
    assert data.calendar == calendar
    seen = [k for k, value in enumerate(values) if value is not None]
    expected = values[seen[0] : seen[-1] + 1] if seen else []
    np.testing.assert_array_equal(data.values, np.array(expected, dtype=float))
    assert data.starts.tolist() == [100 + (seen[0] if seen else 0)]


def test_many_series_and_columns_at_once(load: Load) -> None:
    names = [f"s{number:04d}" for number in range(3000)]
    data = load("unique_id,ds,y\n" + "".join(f"{n},{day},1.5\n" for n in names for day in DAYS[:4]))
    assert [key.ids[0] for key in data.series.keys] == names
    wide = load(
        "ds," + ",".join(names) + "\n" + "".join(day + ",2.5" * 3000 + "\n" for day in DAYS[:4])
    )
    assert [key.target for key in wide.series.keys] == names
