"""Bring the ledger into line with the models after a run that was killed between the two."""

from __future__ import annotations

from datetime import datetime

from lstmcast.jobs.ledger.ledger import Ledger
from lstmcast.jobs.ledger.rows import PromotionRow
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.versions import current


def write_down_champion(ledger: Ledger, paths: JobPaths, *, now: datetime, run: int) -> None:
    """Add a promotion to the ledger where it does not know of the model in use.

    The link to the model is moved before that is written down; a hand may have moved it, too.
    """
    present = current(paths)
    promotions = ledger.promotions()
    known = promotions[0].to_model if promotions else None
    if present is None or present.name == known:
        return
    ledger.add_promotion(
        PromotionRow(
            at=now,
            run=run,
            from_model=known,
            to_model=present.name,
            reason="Found in use: a run was killed, or the link was moved by hand.",
        )
    )
