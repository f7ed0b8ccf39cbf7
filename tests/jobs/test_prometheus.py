"""Metrics for node_exporter, read back by a strict reader."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from expositions import Line, named_with_unit, read_exposition
from hypothesis import given
from hypothesis import strategies as st
from nights import ALL, BROKEN, DONE, FAILED, LOCKED, MOMENT, RUN, STARTED, chronicle, told

from lstmcast.jobs.channel import NotToldError
from lstmcast.jobs.chronicle import Chronicle, Run, Told
from lstmcast.jobs.events import Event, Exit, Predicted
from lstmcast.jobs.prometheus import METRICS, Sample, Textfile, exposition

SUCCESS = "lstmcast_last_success_timestamp_seconds"


def finish(path: Path, *events: Event) -> dict[str, float]:
    night = chronicle(*events)
    Textfile(path).hear(told(events[-1]), night)
    return values(path)


def values(path: Path) -> dict[str, float]:
    return {line.metric + level_of(line): line.value for line in read_exposition(path.read_text())}


def level_of(line: Line) -> str:
    assert line.labels[0] == ("forecast_job", "sales")
    return "".join(f" {name} {value}" for name, value in line.labels[1:])


def test_a_good_night(tmp_path: Path) -> None:
    assert finish(tmp_path / "sales.prom", *ALL) == {
        "lstmcast_last_run_timestamp_seconds": MOMENT.timestamp(),
        SUCCESS: MOMENT.timestamp(),
        "lstmcast_last_run_exit_code": 0,
        "lstmcast_last_run_duration_seconds": 4.0,
        "lstmcast_last_run_findings": 1,
        "lstmcast_last_run_alerts": 1,
        "lstmcast_last_run_warnings": 1,
        "lstmcast_data_rows": 144,
        "lstmcast_data_series": 2,
        "lstmcast_data_newest_timestamp_seconds": MOMENT.timestamp() - 3600,
        "lstmcast_forecast_rows": 24,
        "lstmcast_forecast_series": 2,
        "lstmcast_forecast_skipped_series": 1,
        "lstmcast_model_created_timestamp_seconds": 1_771_729_200,
        "lstmcast_skill_ratio": 0.3125,
        "lstmcast_coverage_ratio level 80": 0.75,
        "lstmcast_coverage_ratio level 97.5": 1.0,
    }


def test_every_metric_is_written_in_a_full_night(tmp_path: Path) -> None:
    finish(tmp_path / "sales.prom", *ALL)
    lines = read_exposition((tmp_path / "sales.prom").read_text())
    assert list(dict.fromkeys(line.metric for line in lines)) == list(METRICS)
    assert all(named_with_unit(metric) for metric in METRICS)
    assert all(metric.startswith("lstmcast_") for metric in METRICS)


def test_a_bad_night_keeps_the_last_success(tmp_path: Path) -> None:
    path = tmp_path / "sales.prom"
    finish(path, STARTED, DONE)
    later = Told(run=RUN, at=MOMENT + timedelta(days=1), event=BROKEN)
    Textfile(path).hear(later, chronicle(STARTED, FAILED, BROKEN))
    after = values(path)
    assert after[SUCCESS] == MOMENT.timestamp()
    assert after["lstmcast_last_run_timestamp_seconds"] == MOMENT.timestamp() + 86_400
    assert after["lstmcast_last_run_exit_code"] == 5
    assert "lstmcast_forecast_rows" not in after


@pytest.mark.parametrize("content", ["", "x", f'{SUCCESS}{{forecast_job="other"}} 1.0\n', "\xff"])
def test_a_first_bad_night_claims_no_success(tmp_path: Path, content: str) -> None:
    path = tmp_path / "sales.prom"
    path.write_text(content, encoding="latin-1")
    assert SUCCESS not in finish(path, BROKEN)


def test_findings_are_no_success(tmp_path: Path) -> None:
    after = finish(tmp_path / "sales.prom", Exit(code=1, status="findings", seconds=1.0))
    assert SUCCESS not in after


def test_the_file_is_whole_and_alone(tmp_path: Path) -> None:
    finish(tmp_path / "sales.prom", *ALL)
    assert [path.name for path in tmp_path.iterdir()] == ["sales.prom"]


def test_nothing_is_written_before_the_end_nor_by_who_finds_it_locked(tmp_path: Path) -> None:
    textfile = Textfile(tmp_path / "sales.prom")
    for event in (*ALL[:-1], LOCKED):
        textfile.hear(told(event), chronicle(event))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotToldError, match="does not exist"):
        finish(tmp_path / "nowhere" / "sales.prom", DONE)


@pytest.mark.parametrize("created", [None, "yesterday", "2026-02-22T03:00:00"])
def test_a_model_of_unknown_age(tmp_path: Path, created: str | None) -> None:
    made = next(event for event in ALL if isinstance(event, Predicted))
    after = finish(tmp_path / "sales.prom", replace(made, model_created=created), DONE)
    assert "lstmcast_model_created_timestamp_seconds" not in after
    assert after["lstmcast_forecast_rows"] == 24


@given(job=st.text(st.characters(codec="utf-8")), value=st.floats(allow_nan=False))
def test_any_job_and_any_number_are_read_back(job: str, value: float) -> None:
    [line] = read_exposition(exposition(job, [Sample(metric=SUCCESS, value=value)]))
    assert line.labels == (("forecast_job", job),)
    assert line.value == value


@pytest.mark.parametrize("job", ["sales", "", 'a "b"', "a\\b", "a\nb", "é*.$", "\x85", "\r"])
def test_the_last_success_of_any_job_is_found_again(tmp_path: Path, job: str) -> None:
    path = tmp_path / "x.prom"
    run = Run(job=job, id="r")
    for event in (DONE, BROKEN):
        Textfile(path).hear(Told(run=run, at=MOMENT, event=event), Chronicle())
    lines = read_exposition(path.read_bytes().decode())
    found = [line.value for line in lines if line.metric == SUCCESS]
    assert found == [MOMENT.timestamp()]


@pytest.mark.parametrize(
    "text",
    [
        "a 1\n",
        "# HELP a b.\n# TYPE a gauge\na 1 1700000000\n",
        "# HELP a b.\n# TYPE a gauge\na 1",
        '# HELP a b.\n# TYPE a gauge\na{x="1",x="2"} 1\n',
        '# HELP a b.\n# TYPE a gauge\na{job="1"} 1\n',
        "# HELP a b.\n# TYPE a gauge\na 1\na 2\n",
        "# HELP a b.\n# TYPE a gauge\n",
        "# TYPE a gauge\na 1\n",
        "# HELP a_total b.\n# TYPE a_total gauge\na_total 1\n",
    ],
)
def test_the_reader_is_strict(text: str) -> None:
    with pytest.raises(AssertionError):
        read_exposition(text)


def test_numbers_that_are_no_numbers_are_spelled_as_prometheus_does() -> None:
    for number in (math.inf, -math.inf):
        [line] = read_exposition(exposition("j", [Sample(metric=SUCCESS, value=number)]))
        assert line.value == number
