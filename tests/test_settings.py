from __future__ import annotations

import contextlib
import dataclasses
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.config import Config
from lstmcast.errors import UsageError
from lstmcast.settings import find_config, flag_of, resolve
from lstmcast.span import Span


def from_toml(folder: Path, text: str) -> Config:
    path = folder / "lstmcast.toml"
    path.write_text(text, encoding="utf-8")
    return resolve({}, {}, path)


def complaint(folder: Path, text: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        from_toml(folder, text)
    return caught.value


def test_nothing_given_is_the_default() -> None:
    assert resolve({}, {}, None) == Config()


def test_flag_beats_variable_beats_file_beats_default(tmp_path: Path) -> None:
    toml = tmp_path / "lstmcast.toml"
    toml.write_text("[window]\nhorizon = 1\nlookback = 2\nseason = 3\n", encoding="utf-8")
    environ = {"LSTMCAST_HORIZON": "10", "LSTMCAST_LOOKBACK": "20", "HOME": "/"}
    window = resolve({"horizon": "100"}, environ, toml).window
    assert (window.horizon, window.lookback, window.season) == (100, 20, 3)


@pytest.mark.parametrize(
    ("name", "flag"),
    [("horizon", "--horizon"), ("time_limit", "--time-limit"), ("start", "--from")],
)
def test_the_flag_of_a_setting(name: str, flag: str) -> None:
    assert flag_of(name) == flag


def test_every_field_is_a_variable() -> None:
    known = " ".join(
        f"LSTMCAST_{field.name.upper()}"
        for stage in get_type_hints(Config).values()
        for field in dataclasses.fields(stage)
    )
    for variable in known.split():
        assert not is_unknown(variable)
    assert is_unknown("LSTMCAST_NOTHING")


def is_unknown(variable: str) -> bool:
    try:
        resolve({}, {variable: "?"}, None)
    except UsageError as error:
        return "is no setting" in error.message
    return False


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("target", "a,b", ("a", "b")),
        ("target", '"net, EUR", volume', ("net, EUR", "volume")),
        ("target", ["a,b", "c"], ("a", "b", "c")),
        ("level", "95,80", (80.0, 95.0)),
        ("level", "97.5", (97.5,)),
        ("freq", "W-SUN", "W-SUN"),
        ("tz", "Europe/Berlin", "Europe/Berlin"),
        ("tz", "+01:00", "+01:00"),
        ("tz", "-03:30", "-03:30"),
        ("delimiter", ";", ";"),
        ("delimiter", " ", " "),
        ("delimiter", "tab", "\t"),
        ("delimiter", "Semicolon", ";"),
        ("delimiter", "pipe", "|"),
        ("bidirectional", True, True),
        ("bidirectional", "yes", True),
        ("day_first", "false", False),
        ("cell", "gru", "gru"),
        ("start", "scratch", "scratch"),
        ("seed", " 7 ", 7),
        ("learning_rate", "1e-3", 1e-3),
        ("horizon", "14", 14),
        ("horizon", "14 steps", 14),
        ("horizon", "36h", Span(36, "hour")),
        ("horizon", "1 month", Span(1, "month")),
        ("time_limit", "90s", 90.0),
        ("time_limit", "90", 90.0),
        ("time_limit", "10m", 600.0),
        ("time_limit", "10min", 600.0),
        ("time_limit", "1h30m", 5400.0),
        ("time_limit", "1.5h", 5400.0),
        ("time_limit", "1h 1m 1s", 3661.0),
    ],
)
def test_words_are_read_by_the_type_of_the_field(name: str, text: object, value: object) -> None:
    config = resolve({name: text}, {}, None)
    found = {
        field: getattr(stage, field)
        for stage in (getattr(config, table.name) for table in dataclasses.fields(config))
        for field in (item.name for item in dataclasses.fields(stage))
    }
    assert found[name] == value
    assert type(found[name]) is type(value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("horizon", "0"), ("horizon", "-1"), ("horizon", "1.5"), ("horizon", "many"),
        ("horizon", "100001"), ("horizon", "0d"), ("horizon", "1m"), ("horizon", "1 fortnight"),
        ("horizon", "1.5d"), ("horizon", "-1d"), ("lookback", "0"), ("season", "0"),
        ("hidden", "0"), ("layers", "99"), ("dropout", "1"), ("dropout", "nan"),
        ("dropout", "-0.1"),
        ("seed", "-1"), ("level", "100"), ("level", "0"), ("level", "80,80"),
        ("level", "80,"), ("level", "nan"), ("steps", "0"), ("batch_size", "0"), ("threads", "0"),
        ("learning_rate", "0"), ("learning_rate", "inf"), ("time_limit", "0"),
        ("time_limit", "soon"), ("time_limit", "1.2.3s"), ("time_limit", "-5"),
        ("cell", "transformer"), ("device", "tpu"), ("duplicates", "median"),
        ("bidirectional", "maybe"), ("tz", "Europe/Atlantis"), ("tz", "../etc"),
        ("tz", "-25:00"), ("precision", "float16"),
        ("delimiter", "ab"), ("decimal", ";"), ("encoding", "utf-99"), ("target", "a,,b"),
    ],
)  # fmt: skip
def test_senseless_values_are_named_with_their_source(name: str, text: str) -> None:
    option, variable = f"--{name.replace('_', '-')}", f"LSTMCAST_{name.upper()}"
    with pytest.raises(UsageError, match=f"^{option} must be .*, not {text}$"):
        resolve({name: text}, {}, None)
    with pytest.raises(UsageError, match=f"^{variable} must be .*, not {text}$"):
        resolve({}, {variable: text}, None)


def test_a_repeated_option_is_shown_as_it_was_typed() -> None:
    with pytest.raises(UsageError, match=r"^--level must be .*, not 80,101$"):
        resolve({"level": ["80", "101"]}, {}, None)


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("LSTMCAST_OUTPUT", "outputs have no variable: name the file with --output"),
        ("LSTMCAST_HORIZN", "did you mean LSTMCAST_HORIZON?"),
        ("LSTMCAST_horizon", "did you mean LSTMCAST_HORIZON?"),
        ("LSTMCAST_QUITE", "did you mean LSTMCAST_QUIET?"),
        ("LSTMCAST_LEVELS", "did you mean LSTMCAST_LEVEL?"),
        ("LSTMCAST_HOME", "unset LSTMCAST_HOME"),
    ],
)
def test_a_variable_that_stands_for_nothing(variable: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve({}, {variable: "x"}, None)
    assert (caught.value.hint or "").startswith(hint)


def test_toml_has_types_of_its_own(tmp_path: Path) -> None:
    settings = from_toml(
        tmp_path,
        """
        [data]
        target = ["a,b", "c"]
        time = "when"
        [training]
        time_limit = "1h"
        learning_rate = 1
        [forecast]
        level = [95, 80]
        allow_negative = true
        """,
    )
    assert settings.data.target == ("a,b", "c")
    assert settings.data.time == ("when",)
    assert settings.training.time_limit == 3600
    assert settings.training.learning_rate == 1.0
    assert settings.forecast.level == (80.0, 95.0)
    assert settings.forecast.allow_negative is True


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[window]\nhorizn = 3\n", "line 2: [window] has no setting horizn", "horizon"),
        ("[windw]\nhorizon = 3\n", "line 1: there is no table [windw]", "[window]"),
        ("horizon = 3\n", "line 1: horizon stands outside of its table", "[window]"),
        ("[data]\nhorizon = 3\n", "line 2: [data] has no setting horizon", "[window]"),
        (
            "[window]\n\nlookback = '3'\n",
            'line 3: [window] lookback must be a whole number, not "3"',
            "",
        ),
        ("[window]\nhorizon = true\n", "line 2: [window] horizon must be a whole number", ""),
        ("[window]\nhorizon = 0\n", "line 2: [window] horizon must be", "default"),
        ("[data]\ntarget = [1]\n", "line 2: [data] target must be a text", ""),
        ("[forecast]\nlevel = ['80']\n", 'level must be a number, not ["80"]', ""),
        ("window.horizn = 3\n", "line 1: [window] has no setting horizn", "horizon"),
        ("window = 3\n", "line 1: there is no table [window]", ""),
        ("[window\nhorizon = 3", "is no valid TOML: expected", "quotes"),
        ("[window]\nhorizon = 3\nhorizon = 4\n", "at line 3", ""),
    ],
)
def test_a_wrong_file_is_named_by_its_line(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    error = complaint(tmp_path, text)
    assert message in error.message
    assert str(tmp_path / "lstmcast.toml") in error.message
    assert hint in (error.hint or "")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "lstmcast.toml"
    path.write_bytes(b"[data]\ntime = '\xff'\n")
    with pytest.raises(UsageError, match="no UTF-8"):
        resolve({}, {}, path)


def test_unknown_variables_are_errors_and_empty_ones_are_unset() -> None:
    with pytest.raises(UsageError, match="LSTMCAST_HORIZN") as caught:
        resolve({}, {"LSTMCAST_HORIZN": "3"}, None)
    assert caught.value.hint == "did you mean LSTMCAST_HORIZON?"
    with pytest.raises(UsageError, match="LSTMCAST_horizon"):
        resolve({}, {"LSTMCAST_horizon": "3"}, None)
    assert resolve({}, {"LSTMCAST_HORIZON": ""}, None) == Config()
    assert resolve({}, {"LSTMCAST_QUIET": "1", "LSTMCAST_DEBUG": "1"}, None) == Config()


def test_which_file_is_read(tmp_path: Path) -> None:
    assert find_config(None, {}, tmp_path) is None
    (tmp_path / "lstmcast.toml").touch()
    (tmp_path / "other.toml").touch()
    assert find_config(None, {}, tmp_path) == Path("lstmcast.toml")
    named = {"LSTMCAST_CONFIG": "other.toml"}
    assert find_config(None, named, tmp_path) == tmp_path / "other.toml"
    assert find_config("lstmcast.toml", named, tmp_path) == tmp_path / "lstmcast.toml"
    with pytest.raises(UsageError, match="--config names nowhere"):
        find_config("nowhere.toml", {}, tmp_path)


@given(st.integers(1, 100_000))
def test_numbers_survive_being_written_down(horizon: int) -> None:
    assert resolve({"horizon": str(horizon)}, {}, None).window.horizon == horizon


@given(
    st.text(), st.sampled_from(["horizon", "level", "time_limit", "cell", "bidirectional", "tz"])
)
def test_any_text_is_a_value_or_a_usage_error(text: str, name: str) -> None:
    with contextlib.suppress(UsageError):
        resolve({name: text}, {}, None)
