"""One trained model that the tests of the real process share."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from running import MONTHLY, Trained, succeed


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> Iterator[None]:
    """Let children be interrupted where the runner was started with Ctrl-C ignored (nohup)."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Return a model of 36 months, trained for ten steps."""
    folder = tmp_path_factory.mktemp("trained")
    (folder / "sales.csv").write_text(MONTHLY)
    succeed(folder, ["train", "sales.csv", "--quiet"], env={"LSTMCAST_STEPS": "10"})
    return Trained(folder=folder)
