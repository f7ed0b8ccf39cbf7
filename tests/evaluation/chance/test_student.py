"""Points of Student's t are those of the tables."""

from __future__ import annotations

import pytest

from lstmcast.evaluation.chance.student import student_point


@pytest.mark.parametrize(
    ("degrees", "one_sided", "two_sided"),
    [
        (1, 6.314, 12.706),
        (2, 2.920, 4.303),
        (3, 2.353, 3.182),
        (4, 2.132, 2.776),
        (5, 2.015, 2.571),
        (10, 1.812, 2.228),
        (1000, 1.646, 1.962),
    ],
)
def test_the_tables(degrees: int, one_sided: float, two_sided: float) -> None:
    within = 0.02 if degrees > 2 else 0.0006
    assert student_point(0.95, degrees) == pytest.approx(one_sided, abs=within)
    assert student_point(0.975, degrees) == pytest.approx(two_sided, abs=within)
