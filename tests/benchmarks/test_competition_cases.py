"""Cutoffs, validation twins and what single series are told by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from tests.benchmarks.competitions.cases import Case, Line, last_horizons, without_end
from tests.benchmarks.competitions.classics import Classic, read_classic
from tests.benchmarks.competitions.groups import air_passengers, draw_lines
from tests.benchmarks.competitions.panels import Panel
from tests.benchmarks.competitions.validation import hold_out

if TYPE_CHECKING:
    from pathlib import Path

_NAN = float("nan")


def line(values: list[float], season: int = 1) -> Line:
    return Line(
        name="a",
        times=tuple(f"2001-{month:02d}-01" for month in range(1, len(values) + 1)),
        values=np.array(values),
        season=season,
        scoring_season=season,
    )


def test_horizons_are_the_last_ones_and_do_not_overlap() -> None:
    cases = last_horizons(line([float(value) for value in range(10)]), 2, 3)
    assert [case.cutoff for case in cases] == [4, 6, 8]
    assert [case.future_rows()["y"].tolist() for case in cases] == [[4, 5], [6, 7], [8, 9]]
    assert len({case.name for case in cases}) == 3


@pytest.mark.parametrize(("season", "kept"), [(1, [6, 9]), (6, [9]), (9, [])])
def test_a_cutoff_needs_more_than_a_horizon_and_a_season(season: int, kept: list[int]) -> None:
    cases = last_horizons(line([1.0] * 12, season), 3, 3)
    assert [case.cutoff for case in cases] == kept


def test_a_horizon_without_values_is_no_case() -> None:
    cases = last_horizons(line([1, 2, 3, 4, _NAN, _NAN, 7, 8]), 2, 2)
    assert [case.cutoff for case in cases] == [6]


def test_a_gap_before_the_cutoff_lengthens_the_forecast() -> None:
    case = Case(line=line([1, 2, _NAN, _NAN, 5, 6]), cutoff=4, horizon=2)
    assert case.steps == 4
    assert case.filled_history().tolist() == [1, 2, 2, 2]
    assert Case(line=line([1, _NAN, 3, 4]), cutoff=3, horizon=1).steps == 1


def test_the_history_is_written_as_observed_and_alone(tmp_path: Path) -> None:
    case = Case(line=line([1, _NAN, 3, 4]), cutoff=3, horizon=1)
    case.write_history(tmp_path / "alone.csv")
    written = (tmp_path / "alone.csv").read_text(encoding="utf-8")
    assert written.splitlines() == ["ds,y", "2001-01-01,1.0", "2001-03-01,3.0"]


def test_a_twin_ends_with_a_value() -> None:
    shorter = without_end(line([1, 2, _NAN, 4, 5]), 2)
    assert shorter.values.tolist() == [1, 2]
    assert len(shorter.times) == 2
    assert without_end(line([1, 2]), 0).values.tolist() == [1, 2]


def test_the_twin_of_the_air_passengers_ends_before_their_tests() -> None:
    tested, twin = air_passengers(validation=False), air_passengers(validation=True)
    assert [case.cutoff for case in tested.cases] == [84, 96, 108, 120, 132]
    assert [case.cutoff for case in twin.cases] == [24, 36, 48, 60, 72]


def panel_files(folder: Path) -> Panel:
    rows = [(f"s{series}", f"2001-01-{day:02d}", series + day) for series in range(9)
            for day in range(1, 11)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["unique_id", "ds", "y"])
    late = frame["ds"] > "2001-01-08"
    frame[~late].to_csv(folder / "p.csv.gz", index=False)
    frame[late].to_csv(folder / "p-test.csv.gz", index=False)
    return Panel(name="p", title="P", stem="p", horizon=2, scoring_season=1, season=7)


def test_series_are_drawn_alike_with_and_without_their_test_part(tmp_path: Path) -> None:
    panel = panel_files(tmp_path)
    whole = draw_lines(panel, tmp_path, 4, whole=True)
    panel.test_file(tmp_path).unlink()
    parts = draw_lines(panel, tmp_path, 4, whole=False)
    assert [each.name for each in whole] == [each.name for each in parts]
    assert len({each.name for each in whole}) == 4
    for long, short in zip(whole, parts, strict=True):
        assert len(long.values) == 10
        assert short.values.tolist() == long.values[:8].tolist()
        assert (short.season, short.scoring_season) == (7, 1)


def test_the_last_horizon_of_each_series_is_held_out(tmp_path: Path) -> None:
    panel = panel_files(tmp_path)
    history, future = hold_out(panel.train_file(tmp_path), horizon=2, into=tmp_path)
    before, after = pd.read_csv(history), pd.read_csv(future)
    assert (before.groupby("unique_id").size() == 6).all()
    assert (after.groupby("unique_id").size() == 2).all()
    assert before["ds"].max() < after["ds"].min()
    joined = pd.concat([before, after]).sort_values(["unique_id", "ds"], ignore_index=True)
    pd.testing.assert_frame_equal(joined, pd.read_csv(panel.train_file(tmp_path)))
    with pytest.raises(ValueError, match="s0 is no longer"):
        hold_out(panel.train_file(tmp_path), horizon=8, into=tmp_path)


def test_a_classic_lies_on_its_grid(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("No,year,month,v\n1,2001,1,NA\n2,2001,2,5\n3,2001,4,7\n")
    classic = Classic(file="c.csv", step="MS", season=12, horizon=2, value="v",
                      time=("year", "month", "day"))  # fmt: skip
    (tmp_path / "c.csv").write_text("year,month,day,v\n2001,1,1,NA\n2001,2,1,5\n2001,4,1,7\n")
    found = read_classic(classic, tmp_path)
    assert found.times[0].startswith("2001-02-01")
    np.testing.assert_array_equal(found.values, [5, _NAN, 7])


def test_a_classic_may_count_its_years(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text('"Month","v"\n"1-12",3\n"2-01",4\n')
    classic = Classic(file="c.csv", step="MS", season=12, horizon=2, value="v",
                      time=("Month",), first_year=2001)  # fmt: skip
    assert [time[:10] for time in read_classic(classic, tmp_path).times] == [
        "2001-12-01", "2002-01-01",
    ]  # fmt: skip


def test_a_classic_off_its_grid_is_no_classic(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("t,v\n2001-01-01,3\n2001-01-15,4\n2001-02-01,4\n")
    classic = Classic(file="c.csv", step="MS", season=12, horizon=2, value="v", time=("t",))
    with pytest.raises(ValueError, match="grid of MS"):
        read_classic(classic, tmp_path)
