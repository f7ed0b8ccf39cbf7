"""Bring the models of a job into order after a run that was killed, or a hand that slipped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lstmcast.data.notes import Note
from lstmcast.files import refused_for, remove_leftovers, replace_link
from lstmcast.jobs.journal import DamagedJournalError, Journal, read_journal, write_journal
from lstmcast.jobs.model_identity import model_digest
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.versions import Version, current, intact, versions

#: How the files of a version are named: by ``keep_version``, and by nobody else.
_NAME = re.compile(r"(\d{8}T\d{6}Z-[0-9a-f]{8})\.", re.ASCII)


def recover(paths: JobPaths) -> tuple[Note, ...]:
    """Mend what a killed process left in the state of a job, and say what was mended.

    Afterwards ``current`` leads to a whole model that was not taken back, or there is no such
    model and no link, and the journal ends with it. A promotion counts once the link was moved;
    a rollback counts once it was written down, and is finished here. Nothing is written where
    all is in order. The caller holds the job's lock. Raises UsageError where nothing can be
    written.
    """
    leftovers = _remove_leftovers(paths)
    if not paths.models.is_dir():
        return leftovers
    notes = (*leftovers, *_remove_orphans(paths), *_remark_metrics(paths))
    written, lost = _read(paths)
    chosen, moved = _choose(paths, written)
    _link(paths, chosen)
    mended = written if chosen is None else written.return_to(chosen.name)
    if mended != written or lost:
        write_journal(paths.models, mended)
    return (*notes, *lost, *moved)


def foresee(paths: JobPaths) -> tuple[Version | None, tuple[Note, ...]]:
    """Return the version that is to forecast once all is mended, and what is wrong before.

    Nothing is written, and no lock is needed.
    """
    if not paths.models.is_dir():
        return None, ()
    written, lost = _read(paths)
    chosen, moved = _choose(paths, written)
    return chosen, (*_remark_metrics(paths), *lost, *moved)


def _read(paths: JobPaths) -> tuple[Journal, tuple[Note, ...]]:
    """Return the journal; where it is damaged a new one, and a remark."""
    try:
        return read_journal(paths.models), ()
    except DamagedJournalError as error:
        text = f"the journal of promotions {error}; a new one begins with the current version"
        return Journal(), (Note("lost-journal", text, "warning"),)


def _choose(paths: JobPaths, journal: Journal) -> tuple[Version | None, tuple[Note, ...]]:
    """Return the version that is to forecast, and why it is another than the link leads to."""
    linked = current(paths)
    reason = _unfit(linked, journal)
    if reason is None:
        return linked, ()
    chosen = _latest_fit(paths, linked, journal)
    if chosen is not None:
        text = f"{reason}; from now on it is {chosen.name}"
        return chosen, (Note("mended-current", text, "warning"),)
    if not paths.current.is_symlink():
        return None, ()  # nothing was ever trained
    return None, (Note("no-current", f"{reason}, and there is no other", "warning"),)


def _link(paths: JobPaths, chosen: Version | None) -> None:
    """Let the link lead to a version, where it does not; without one there is no link."""
    if chosen is not None and chosen != current(paths):
        replace_link(paths.current, chosen.path.name)
    elif chosen is None and paths.current.is_symlink():
        with refused_for(paths.current):
            paths.current.unlink()


def _latest_fit(paths: JobPaths, linked: Version | None, journal: Journal) -> Version | None:
    """Return the latest version that may forecast: of those that did, before any other."""
    kept = {version.name: version for version in versions(paths)}
    names = journal.promoted if linked is None else journal.before(linked.name)
    promoted = [kept.pop(name) for name in names if name in kept]
    for version in (*reversed(promoted), *reversed(kept.values())):
        if _unfit(version, journal) is None:
            return version
    return None


def _unfit(version: Version | None, journal: Journal) -> str | None:
    """Return why a version must not forecast; None where nothing speaks against it."""
    if version is None:
        return "the link to the current model is gone, or leads nowhere"
    model = intact(version)
    if model is None:
        return f"the current model {version.name} is damaged"
    if model_digest(model) in journal.taken_back:
        return f"the current model {version.name} was rolled back"
    return None


def _remove_leftovers(paths: JobPaths) -> tuple[Note, ...]:
    removed = remove_leftovers(paths.state) + remove_leftovers(paths.models)
    if not removed:
        return ()
    files = "file" if removed == 1 else "files"
    text = f"removed {removed} half-written {files} of a run that was killed"
    return (Note("leftovers", text),)


def _remove_orphans(paths: JobPaths) -> Iterator[Note]:
    """Remove what a version that was being kept, or removed, leaves beside no model."""
    kept = {version.name for version in versions(paths)}
    for path in sorted(paths.models.iterdir()):
        named = _NAME.match(path.name)
        if named and named[1] not in kept:
            with refused_for(path):
                path.unlink()
            yield Note("orphan-file", f"removed {path.name}, whose model is not there")


def _remark_metrics(paths: JobPaths) -> Iterator[Note]:
    for version in versions(paths):
        if not version.metrics_path.is_file():
            text = f"the metrics of {version.name} are gone; it forecasts all the same"
            yield Note("missing-metrics", text, "warning")
