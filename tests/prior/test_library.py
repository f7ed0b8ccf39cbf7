"""Any season has a pretrained network, and a package that lacks one says so."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from builders import seasonal_panel, series_set
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcast.errors import ModelFileError
from lstmcast.inference.ensemble import Ensemble
from lstmcast.inference.forecast import forecast, forecast_at
from lstmcast.prior import library as module
from lstmcast.prior.library import pretrained, seasons
from lstmcast.prior.matching import Match, match_season
from lstmcast.prior.plans import PLANS
from lstmcast.windows.folding import Fold

NETWORKS = tuple(PLANS)
SHIPPED = seasons()


@pytest.mark.parametrize(
    ("season", "network", "how", "folded"),
    [
        *((season, season, "own", None) for season in NETWORKS),
        (168, 24, "own", None),
        (2, 4, "multiple", None),
        (3, 12, "multiple", None),
        (6, 12, "multiple", None),
        (8, 24, "multiple", None),
        (13, 52, "multiple", None),
        (26, 52, "multiple", None),
        (48, 24, "folded", 48),
        (96, 24, "folded", 96),
        (288, 24, "folded", 288),
        (1440, 24, "folded", 1440),
        (336, 24, "folded", 48),
        (672, 24, "folded", 96),
        (132, 12, "folded", 132),
        (60, 12, "folded", 60),
        (14, 7, "folded", 14),
        (28, 7, "folded", 28),
        (10, 5, "folded", 10),
        (16, 4, "folded", 16),
        (9, 7, "folded", 9),
        (30, 24, "folded", 30),
        (365, 52, "folded", 365),
        (128, 52, "folded", 128),
        (99_991, 52, "folded", 99_991),
    ],
)
def test_what_serves_a_season(season: int, network: int, how: str, folded: int | None) -> None:
    fold = None if folded is None else Fold(steps=folded, bins=network)
    assert match_season(season, NETWORKS) == Match(network=network, how=how, fold=fold)


@given(season=st.integers(1, 100_000))
def test_every_season_is_served(season: int) -> None:
    match = match_season(season, NETWORKS)
    assert match.network in NETWORKS
    assert (match.fold is not None) == (match.how == "folded")
    if match.fold is not None:
        assert match.fold.bins == match.network
        assert season % match.fold.steps == 0


@pytest.mark.parametrize(("season", "networks"), [(0, NETWORKS), (12, ()), (3, (1, 5))])
def test_what_is_not_served(season: int, networks: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="season"):
        match_season(season, networks)


@pytest.mark.parametrize("season", [*SHIPPED, 2, 6, 48, 365])
def test_a_network_fits_its_season(season: int) -> None:
    suited = pretrained(season)
    shape = suited.forecaster.shape
    assert suited.card.season == shape.season
    if suited.matched == "folded":
        assert shape.season_steps == season
    elif suited.matched == "own":
        assert shape.season == season


@settings(max_examples=12, deadline=None)
@given(season=st.sampled_from([1, 3, 12, 20, 48, 100]), seed=st.integers(0, 99))
def test_a_folded_forecast_knows_its_series_alone(season: int, seed: int) -> None:
    ensemble = Ensemble(members=(pretrained(season).forecaster,))
    data = seasonal_panel(260, 3, 1, 130, season=season, seed=seed)
    horizon = 2 * season + 3
    together = forecast(ensemble, data, horizon=horizon, levels=(80.0,), allow_negative=True)
    assert np.isfinite(together.point).all()
    assert (together.lower <= together.point).all()
    for index in range(len(data)):
        alone = forecast(
            ensemble,
            data.select(np.array([index])),
            horizon=horizon,
            levels=(80.0,),
            allow_negative=True,
        )
        np.testing.assert_array_equal(alone.point[0], together.point[index])
        np.testing.assert_array_equal(alone.lower[0, 0], together.lower[0, index])


def test_a_folded_season_is_forecast_step_by_step() -> None:
    steps = np.arange(48 * 12)
    values = 100 + 20 * np.sin(steps * 2 * np.pi / 48) + 5 * (-1.0) ** steps
    made = forecast_at(
        Ensemble(members=(pretrained(48).forecaster,)),
        series_set(values[:-48]),
        np.array([0]),
        np.array([48 * 11]),
        horizon=48,
    )
    error = np.abs(made[0, :, 4] - values[-48:])
    assert error.mean() < 2.5  # half of what a forecast without the alternation would err by


def test_equal_values_go_on_and_are_sure() -> None:
    made = forecast(
        Ensemble(members=(pretrained(48).forecaster,)),
        series_set(np.full(500, 0.3)),
        horizon=60,
        levels=(95.0,),
        allow_negative=False,
    )
    np.testing.assert_allclose(made.point, 0.3, rtol=1e-12)
    np.testing.assert_array_equal(made.lower, made.upper)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that stands for that of the weights."""
    monkeypatch.setattr(module, "_folder", lambda: tmp_path)
    return tmp_path


def test_a_package_without_weights_says_so(package: Path) -> None:
    with pytest.raises(ModelFileError, match="lacks its pretrained networks") as caught:
        pretrained(12)
    assert "pip install" in str(caught.value.hint)
    package.rmdir()
    with pytest.raises(ModelFileError, match="lacks its pretrained networks"):
        pretrained(12)
    package.mkdir()


@pytest.mark.parametrize("damage", [b"", b"hello, world", None, "cut", "header", "weight"])
def test_a_damaged_network_is_one_sentence(package: Path, damage: bytes | str | None) -> None:
    path = package / "season-12.safetensors"
    good = (Path(module.__file__).parent / "weights" / path.name).read_bytes()
    if damage is None:
        path.mkdir()
    else:
        changed = {
            "cut": good[:-9],
            "header": good.replace(b"lookback", b"lookbook"),
            "weight": good[:-1] + bytes([good[-1] ^ 1]),
        }
        path.write_bytes(changed[damage] if isinstance(damage, str) else damage)
    with pytest.raises(ModelFileError, match=r"season-12\.safetensors") as caught:
        pretrained(12)
    assert "pip install" in str(caught.value.hint)


def test_a_wheel_brings_the_weights(tmp_path: Path) -> None:
    """What setuptools would pack, without packing it."""
    repository = Path(module.__file__).parents[2]
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(repository / name, tmp_path)
    shutil.copytree(
        repository / "lstmcast", tmp_path / "lstmcast", ignore=shutil.ignore_patterns("__pycache__")
    )
    program = "from setuptools import setup; setup()"
    done = subprocess.run(
        [sys.executable, "-c", program, "-q", "build_py", "--build-lib", "built"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "No module named 'setuptools'" in done.stderr:
        pytest.skip("setuptools is not installed")
    assert done.returncode == 0, done.stderr
    packed = {path.name for path in (tmp_path / "built/lstmcast/prior/weights").iterdir()}
    assert packed == {f"season-{season}.safetensors" for season in SHIPPED}
