"""Bring the ledger into line with models and forecasts after a run that was killed on the way."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from lstmcast.data.notes import Note
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


def settle_draft(ledger: Ledger) -> tuple[Note, ...]:
    """Let a forecast count where the run that was about to publish it did, and died after that.

    Otherwise it is dropped; what it was to replace counts as before. Returns a remark where
    there was such a run.
    """
    draft = ledger.drafted()
    if draft is None:
        return ()
    published = draft.digest is not None and _digest_of(Path(draft.output)) == draft.digest
    ledger.settle(published=published)
    became = "was published, and counts" if published else "was not published, and does not count"
    return (Note("settled-forecast", f"the forecast of a run that did not end well {became}"),)


def _digest_of(path: Path) -> str | None:
    """Return the SHA-256 in hexadecimal of a file; None where none can be read."""
    if not path.is_file():
        return None  # nothing there, or a pipe, which might wait for ever
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
