"""Days of the week, and what is most common among numbers."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.data.civil import weekdays_of


@given(st.dates())
def test_days_before_and_after_the_epoch_have_the_weekday_of_the_calendar(day: date) -> None:
    days = np.array([(day - date(1970, 1, 1)).days])
    assert weekdays_of(days).tolist() == [day.weekday()]
