"""When a job runs: what cron means by five fields, and systemd by its own words."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from lstmcast.errors import UsageError
from lstmcast.jobs.cron import Cron, read_cron
from lstmcast.jobs.on_calendar import on_calendar

ANALYZE = shutil.which("systemd-analyze")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("0 6 * * *", ((0,), (6,), 31, 12, 7)),
        ("  */20  0-4/2 * *  * ", ((0, 20, 40), (0, 2, 4), 31, 12, 7)),
        ("5,35 6 1-7 JAN,jul Mon-Fri", ((5, 35), (6,), 7, 2, 5)),
        ("0 0 * * 7", ((0,), (0,), 31, 12, 1)),
        ("0 0 * * fri-sun", ((0,), (0,), 31, 12, 3)),
        ("@weekly", ((0,), (0,), 31, 12, 1)),
    ],
)
def test_five_fields(text: str, fields: tuple[object, ...]) -> None:
    cron = read_cron(text)
    counts = (len(cron.days), len(cron.months), len(cron.weekdays))
    assert (cron.minutes, cron.hours, *counts) == fields


def test_sunday_has_two_numbers() -> None:
    assert read_cron("0 0 * * 0").weekdays == read_cron("0 0 * * 7").weekdays == (0,)
    assert read_cron("0 0 * * 5-7").weekdays == (0, 5, 6)
    assert read_cron("0 0 * * */2").weekdays == (0, 2, 4, 6)


def test_names_become_numbers_that_every_cron_knows() -> None:
    assert read_cron("0 6 * Jan-mar FRI-sun").text == "0 6 * 1-3 5-7"
    assert read_cron("@daily").text == "0 0 * * *"
    assert read_cron("0 6 * * sun,wed").text == "0 6 * * 0,3"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "it has 0 fields instead of 5", "five fields"),
        ("0 6 * *", "it has 4 fields instead of 5", "five fields"),
        ("0 0 6 * * *", "it has 6 fields instead of 5; cron knows no seconds", "five"),
        ("60 6 * * *", "its minute has to be 0 to 59, not 60", ""),
        ("0 24 * * *", "its hour has to be 0 to 23, not 24", ""),
        ("0 6 0 * *", "its day of the month has to be 1 to 31, not 0", ""),
        ("0 6 * 13 *", "its month has to be 1 to 12, or jan and so on, not 13", ""),
        ("0 6 * * 8", "its weekday has to be 0 to 7, or sun and so on, not 8", ""),
        ("0 6 * * moon", "its weekday has to be 0 to 7, or sun and so on, not moon", ""),
        ("0 6 L * *", "not l", ""),
        ("0 6 15W * *", "not 15w", ""),
        ("0 6 ? * *", "its day of the month '?' is not written as cron has it", ""),
        ("0 6 * * 5#3", "is not written as cron has it", ""),
        ("0 6-4 * * *", "its hour '6-4' ends before it begins", ""),
        ("*/0 * * * *", "its minute has steps of 0", ""),
        ("5/15 * * * *", "has a step without a range", "did you mean */15?"),
        ("*-5 * * * *", "is not written as cron has it", ""),
        ("0,, 6 * * *", "is not written as cron has it", ""),
        ("-1 6 * * *", "is not written as cron has it", ""),
        ("0 6 31 2,4 *", "no such month has a day 31, so it never comes", ""),
        ("@reboot", "@reboot is no time of day or date", "five fields"),
        ("@dayly", "@dayly is no time", "did you mean @daily?"),
        ("٠ 6 * * *", "is not written as cron has it", ""),
    ],
)
def test_what_cron_would_not_run(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_cron(text)
    assert caught.value.message.startswith(f"--at {text!r} is no time for cron: ")
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")


def test_a_day_that_never_comes_may_still_be_a_weekday() -> None:
    assert read_cron("0 6 31 2 mon").either_day


@pytest.mark.parametrize(
    ("text", "gap"),
    [("0 6 * * *", 1440), ("0 6,18 * * *", 720), ("*/15 * * * *", 15), ("0,50 * * * *", 10)],
)
def test_the_shortest_gap(text: str, gap: int) -> None:
    assert read_cron(text).shortest_gap == gap


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("0 6 * * *", ("*-*-* 06:00:00",)),
        ("*/15 6-18 * * mon-fri", ("Mon..Fri *-*-* 06..18:00/15:00",)),
        ("30 5 13 * fri", ("*-*-13 05:30:00", "Fri *-*-* 05:30:00")),
        ("0 0 */2 * mon", ("Mon *-*-01/2 00:00:00",)),
        ("0 0 1 */3 *", ("*-01/3-01 00:00:00",)),
        ("5,35 * * * sat,sun,tue", ("Tue,Sat..Sun *-*-* *:05,35:00",)),
        ("0 0 1 1 0-7", ("*-01-* 00:00:00",)),
    ],
)
def test_in_the_words_of_systemd(text: str, events: tuple[str, ...]) -> None:
    assert on_calendar(read_cron(text)) == events


def runs_cron(cron: Cron, moment: datetime) -> bool:
    """Cron's own rule, from its manual."""
    day, weekday = moment.day in cron.days, moment.isoweekday() % 7 in cron.weekdays
    return (
        moment.minute in cron.minutes
        and moment.hour in cron.hours
        and moment.month in cron.months
        and ((day or weekday) if cron.either_day else (day and weekday))
    )


def holds(component: str, value: int) -> bool:
    """Read one component of a calendar event as systemd.time(7) has it."""
    for part in component.split(","):
        first, _, step = part.partition("/")
        if first == "*":
            return True
        low, _, high = first.partition("..")
        if step and value >= int(low) and (value - int(low)) % int(step) == 0:
            return True
        if not step and int(low) <= value <= int(high or low):
            return True
    return False


def runs_systemd(event: str, moment: datetime) -> bool:
    pattern = r"(?:(?P<days>[A-Z]\S*) )?\*-(\S+)-(\S+) (\S+):(\S+):00"
    match = re.fullmatch(pattern, event)
    assert match, event
    if match["days"]:
        names = [part.split("..") for part in match["days"].split(",")]
        places = [(WEEKDAYS.index(part[0]), WEEKDAYS.index(part[-1])) for part in names]
        if not any(first <= moment.weekday() <= last for first, last in places):
            return False
    values = (moment.month, moment.day, moment.hour, moment.minute)
    return all(holds(part, value) for part, value in zip(match.groups()[1:], values, strict=True))


def field(least: int, most: int) -> st.SearchStrategy[str]:
    number = st.integers(least, most)
    span = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    step = st.integers(1, most)
    item = st.one_of(number.map(str), span, st.tuples(span, step).map(lambda p: f"{p[0]}/{p[1]}"))
    starred = st.one_of(st.just("*"), step.map(lambda each: f"*/{each}"))
    return st.one_of(starred, st.lists(item, min_size=1, max_size=3).map(",".join))


@settings(max_examples=150, deadline=None)
@given(
    st.tuples(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7)),
    st.lists(st.integers(0, 3 * 366 * 1440), min_size=30, max_size=30),
)
def test_both_mean_the_same(fields: tuple[str, ...], minutes: list[int]) -> None:
    try:
        cron = read_cron(" ".join(fields))
    except UsageError:  # the 31st of February
        reject()
    events = on_calendar(cron)
    assert read_cron(cron.text) == cron
    begin = datetime(2023, 1, 1, tzinfo=UTC)
    hit = begin.replace(month=cron.months[0], hour=cron.hours[0], minute=cron.minutes[0])
    moments = [begin + timedelta(minutes=minute) for minute in minutes]
    moments += [hit + timedelta(days=day) for day in range(28)]
    for moment in moments:
        assert runs_cron(cron, moment) == any(runs_systemd(event, moment) for event in events)


@pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze")
@pytest.mark.parametrize("text", ["*/15 6-18 * * mon-fri", "30 5 13 * fri", "0 0 1 */3 sat,sun,2"])
def test_systemd_understands_it(text: str) -> None:
    assert ANALYZE is not None
    for event in on_calendar(read_cron(text)):
        ended = subprocess.run([ANALYZE, "calendar", event], capture_output=True, check=False)
        assert ended.returncode == 0, ended.stderr
