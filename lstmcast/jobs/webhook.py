"""A webhook: the summary of a run as JSON, posted when it is over.

The field ``text`` is a sentence for people, which chat services show as it is.
"""

from __future__ import annotations

from typing import Any

from lstmcast.jobs.channel import NotToldError
from lstmcast.jobs.chronicle import Chronicle, Told
from lstmcast.jobs.delivery import Delivery, Patience
from lstmcast.jobs.events import Exit, Failed, Finding
from lstmcast.jobs.sentences import sentence
from lstmcast.jobs.summary import summarise
from lstmcast.outputs.documents import encode_document
from lstmcast.outputs.figures import count


class Webhook:
    """A channel that posts how a run ended; one that found the job locked posts nothing."""

    name = "webhook"

    def __init__(self, url: str, *, patience: Patience | None = None) -> None:
        self._url = url
        self._patience = patience or Patience()

    def hear(self, told: Told, chronicle: Chronicle) -> None:
        """Post the summary at the end; raises NotToldError where it was not taken."""
        if (ending := told.ending) is None:
            return
        document = webhook_document(told, ending, chronicle)
        delivery = Delivery(
            self._url,
            encode_document(document),
            content_type="application/json",
            patience=self._patience,
        )
        failure = delivery.failure()
        if failure is not None:
            raise NotToldError(f"the webhook was not taken: {failure}")


def webhook_document(told: Told, ending: Exit, chronicle: Chronicle) -> dict[str, Any]:
    """Return what is posted: a sentence, and the summary of the run."""
    return {"text": _headline(told, chronicle), **summarise(told, ending, chronicle)}


def _headline(told: Told, chronicle: Chronicle) -> str:
    """Return "sales: Failed after 3.0 s, exit code 5: there is no file sales.csv"."""
    head = f"{told.run.job}: {sentence(told.event)}"
    failed = chronicle.latest(Failed)
    if failed is not None:
        return f"{head}: {failed.message}"
    found = chronicle.count(Finding)
    return f"{head}, {count(found, 'finding')}" if found else head
