"""A least skill: what passes, what fails, and what is said then."""

from __future__ import annotations

import pytest

from lstmcast.errors import CheckFailedError
from lstmcast.workflows.checks import ensure_skill


@pytest.mark.parametrize(
    ("skill", "least"), [(None, None), (-3.0, None), (0.05, 0.05), (0.3, 0.05), (-0.1, -0.2)]
)
def test_enough_passes(skill: float | None, least: float | None) -> None:
    ensure_skill(skill, least, hint="")


@pytest.mark.parametrize(
    ("skill", "words"),
    [(0.0499, "is 5.0 %"), (-0.2, "is -20.0 %"), (None, "cannot be told"), (float("nan"), "nan")],
)
def test_too_little_fails(skill: float | None, words: str) -> None:
    with pytest.raises(CheckFailedError, match="--require-skill asks for 5 %") as caught:
        ensure_skill(skill, 0.05, hint="train longer")
    assert words in caught.value.message
    assert (caught.value.hint, caught.value.exit_code) == ("train longer", 1)
