"""What an interrupted training left behind, in words."""

from __future__ import annotations

import pytest

from lstmcast.outputs.outcomes import interrupted


@pytest.mark.parametrize(
    ("published", "older", "kept"),
    [
        (True, False, "the best weights so far are in the model"),
        (False, True, "the older model is untouched"),
        (False, False, "no model is written"),  # a skill was required
    ],
)
def test_what_an_interrupted_training_leaves(published: bool, older: bool, kept: str) -> None:
    assert interrupted(published=published, older=older).plain == f"Interrupted: {kept}."
