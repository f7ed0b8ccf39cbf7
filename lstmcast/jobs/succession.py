"""Another version forecasts from now on: the link, the ledger and whoever listens have to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstmcast.jobs import events
from lstmcast.jobs.known import Known, read_known
from lstmcast.jobs.ledger.rows import PromotionRow
from lstmcast.jobs.promotion import PromotionVerdict
from lstmcast.jobs.versions import Version, promote

if TYPE_CHECKING:
    from lstmcast.jobs.night import Night


def hand_over(night: Night, champion: str | None, version: Version, why: PromotionVerdict) -> Known:
    """Let a version forecast instead of the champion, and return what is known, read by it."""
    promote(night.paths, version)
    night.ledger.add_promotion(
        PromotionRow(
            at=night.wishes.now,
            run=night.run.id,
            from_model=champion,
            to_model=version.name,
            reason=why.reason,
            champion_loss=why.champion_loss,
            challenger_loss=why.challenger_loss,
        )
    )
    night.tell(events.Promoted(model=version.name, previous=champion, reason=why.reason))
    return read_known(night.spec, night.paths, events.unheard)
