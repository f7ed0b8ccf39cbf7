"""Which models have forecast, one after the other, and which were taken back.

The link to the current model says which one forecasts now; this says what came before it. Model
files are named here, never read.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from lstmcast.files import write_atomic
from lstmcast.outputs.documents import encode_document

_FILE = "promotions.json"
_FORMAT_VERSION = 1
_MOST_TAKEN_BACK = 1000  # newest ones that are remembered


class DamagedJournalError(ValueError):
    """The journal cannot be read; the text completes the sentence "the journal …"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """The promotions of a job's models."""

    promoted: tuple[str, ...] = ()  # names of versions, the one that forecasts last
    taken_back: tuple[str, ...] = ()  # digests of models that are not to forecast again

    def before(self, name: str) -> tuple[str, ...]:
        """Return the versions that forecast before one did, the latest of them last.

        All of them where that one was never promoted.
        """
        return (
            self.promoted[: self.promoted.index(name)] if name in self.promoted else self.promoted
        )

    def promote(self, name: str) -> Journal:
        """Return the journal once a version forecasts, after all that did before."""
        others = tuple(each for each in self.promoted if each != name)
        return replace(self, promoted=(*others, name))

    def return_to(self, name: str) -> Journal:
        """Return the journal once a version forecasts again; what came after it counts no more."""
        return replace(self, promoted=(*self.before(name), name))

    def take_back(self, digest: str) -> Journal:
        """Return the journal that remembers a model as one that was taken back."""
        others = tuple(each for each in self.taken_back if each != digest)
        return replace(self, taken_back=(*others, digest)[-_MOST_TAKEN_BACK:])


def read_journal(models: Path) -> Journal:
    """Read the journal in a folder of models, an empty one where there is none.

    Raises DamagedJournalError.
    """
    try:
        found = json.loads((models / _FILE).read_bytes())
        version = found["format_version"]
        lists = [found["promoted"], found["taken_back"]]
    except FileNotFoundError:
        return Journal()
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DamagedJournalError(f"cannot be read ({type(error).__name__})") from None
    if version != _FORMAT_VERSION:
        raise DamagedJournalError(f"is of format {version!r}")
    if not all(isinstance(each, list) for each in lists) or not all(
        isinstance(name, str) for each in lists for name in each
    ):
        raise DamagedJournalError("holds something else than names")
    promoted, taken_back = lists
    return Journal(promoted=tuple(promoted), taken_back=tuple(taken_back))


def write_journal(models: Path, journal: Journal) -> None:
    """Replace the journal in a folder of models; raises UsageError."""
    document = {"format_version": _FORMAT_VERSION, **asdict(journal)}
    write_atomic(models / _FILE, encode_document(document))
