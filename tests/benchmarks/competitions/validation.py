"""The twin of every test that touches no test value.

All choices (of the network, of its pretraining, of how weights are fine-tuned and combined)
are made with it: what is held out here ends where the test part of the set begins. A choice
that was made with the test part itself makes the published figure worth nothing.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def hold_out(train: Path, *, horizon: int, into: Path) -> tuple[Path, Path]:
    """Cut the last ``horizon`` rows off each series; return the files before and after the cut.

    Raises ValueError where a series would have no history left.
    """
    rows = pd.read_csv(train, dtype=str, keep_default_na=False)
    from_end = rows.groupby("unique_id", sort=False).cumcount(ascending=False)
    held_out = from_end < horizon
    lost = set(rows["unique_id"]) - set(rows.loc[~held_out, "unique_id"])
    if lost:
        raise ValueError(f"{train.name}: {min(lost)} is no longer than the horizon of {horizon}")
    before, after = into / "history.csv.gz", into / "held-out.csv.gz"
    rows[~held_out].to_csv(before, index=False)
    rows[held_out].to_csv(after, index=False)
    return before, after
