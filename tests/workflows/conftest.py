"""Two trained models with covariates that tests of workflows share."""

from __future__ import annotations

import pytest
from covariate_shops import Made, make, shops


@pytest.fixture(scope="session")
def useful(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a model of three shops whose sales follow their prices."""
    return make(tmp_path_factory.mktemp("useful"), shops())


@pytest.fixture(scope="session")
def useless(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a model of three shops whose prices mean nothing."""
    return make(tmp_path_factory.mktemp("useless"), shops(slope=0.0))
