"""The models of a job: kept by version, promoted, and taken back.

``current`` is a link that always leads to a whole model file, whenever a process dies. Whoever
changes anything here holds the job's lock; whoever only reads needs none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lstmcast.artifact.store import Model, read_model
from lstmcast.errors import ModelFileError, UsageError
from lstmcast.files import digest, refused_for, replace_link, write_all
from lstmcast.jobs.journal import DamagedJournalError, Journal, read_journal, write_journal
from lstmcast.jobs.model_identity import model_digest
from lstmcast.jobs.paths import JobPaths

MODEL_ENDING, METRICS_ENDING = ".safetensors", ".metrics.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A model file of a job, and beside it the metrics of its training."""

    path: Path

    @property
    def name(self) -> str:
        """Return when it was kept (UTC) and the start of its digest."""
        return self.path.name.removesuffix(MODEL_ENDING)

    @property
    def metrics_path(self) -> Path:
        """Return where its metrics lie."""
        return self.path.with_name(self.name + METRICS_ENDING)

    @property
    def companions(self) -> tuple[Path, ...]:
        """Return all files that lie beside it under its name, the metrics among them."""
        found = self.path.parent.glob(f"{self.name}.*")
        return tuple(sorted(path for path in found if path != self.path))


def keep_version(
    paths: JobPaths,
    content: bytes,
    metrics: bytes,
    *,
    now: datetime,
    beside: Mapping[str, bytes] | None = None,
) -> Version:
    """Write a model file and its metrics document as a version of their own.

    ``beside`` are further files of the version by the ending of their names, with its dot. It
    does not forecast before it is promoted. Raises UsageError where nothing can be written;
    ``now`` has a zone.
    """
    with refused_for(paths.models):
        paths.models.mkdir(parents=True, exist_ok=True)
    name = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest(content)[:8]}"
    version = _named(paths, name)
    others = {version.path.with_name(name + ending): its for ending, its in (beside or {}).items()}
    # The model last: whoever finds it finds all that belongs to it.
    write_all({**others, version.metrics_path: metrics, version.path: content})
    return version


def versions(paths: JobPaths) -> tuple[Version, ...]:
    """Return all versions that are kept, by the time at which they were, the earliest first."""
    found = paths.models.glob(f"*{MODEL_ENDING}")
    return tuple(Version(path=path) for path in sorted(found) if path.is_file())


def current(paths: JobPaths) -> Version | None:
    """Return the version that forecasts; None where there is none."""
    if not paths.current.is_symlink():
        return None
    version = Version(path=paths.models / paths.current.readlink().name)
    return version if version.path.is_file() else None


def promote(paths: JobPaths, version: Version) -> None:
    """Let a version forecast from now on.

    Raises ModelFileError where it is damaged, and UsageError where its model was taken back
    with ``rollback`` before, or nothing can be written; the present one goes on forecasting then.
    """
    journal = journal_of(paths)
    if model_digest(read_model(version.path)) in journal.taken_back:
        raise UsageError(
            f"{version.name} was rolled back before, and does not forecast again",
            hint="a later training makes another one; [retraining] retrain says when",
        )
    # The link first: the journal can be mended by it, see ``recovery``.
    replace_link(paths.current, version.path.name)
    write_journal(paths.models, journal.promote(version.name))


def was_taken_back(paths: JobPaths, model: Model) -> bool:
    """Return whether a model, or one that forecasts the same, was rolled back before."""
    return model_digest(model) in journal_of(paths).taken_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback:
    """A version that forecast until now, and the one that does again."""

    taken: Version
    target: Version


def rollback(paths: JobPaths) -> Rollback:
    """Let the version before the present one forecast again, and return both.

    The present one is remembered as taken back, so that the next rollback goes further back and
    its model is not promoted again. A version that is damaged or gone is passed over. Raises
    UsageError where there is none to go back to; nothing is changed then.
    """
    present = current(paths)
    if present is None:
        raise UsageError(
            f"there is no model to take back in {paths.models}",
            hint="`lstmcast run` makes the first one",
        )
    journal = journal_of(paths)
    target = latest_intact(paths, journal.before(present.name))
    if target is None:
        raise UsageError(
            f"there is no version before {present.name} to go back to",
            hint="there is one once another model has taken over; [job] keep says how many"
            " versions are kept",
        )
    model = intact(present)
    journal = journal.return_to(target.name)
    # The journal first: a link to what it says is taken back is moved on by ``recovery``.
    write_journal(
        paths.models, journal if model is None else journal.take_back(model_digest(model))
    )
    replace_link(paths.current, target.path.name)
    return Rollback(taken=present, target=target)


def prune(paths: JobPaths, keep: int) -> tuple[Version, ...]:
    """Remove the earliest versions beyond ``keep`` of them, and return what was removed.

    Never the one that forecasts, nor the one that a rollback would go back to. Raises UsageError
    where a file cannot be removed.
    """
    there, present = versions(paths), current(paths)
    if len(there) <= keep:
        return ()
    spared = {version for version in (present,) if version is not None}
    if present is not None:
        before = latest_intact(paths, journal_of(paths).before(present.name))
        spared |= {before} if before is not None else set()
    others = [version for version in there if version not in spared]
    removed = tuple(others[: max(len(others) - max(keep - len(spared), 0), 0)])
    for version in removed:
        with refused_for(version.path):
            companions = version.companions
            version.path.unlink()  # the model first: none is without its companions
            for path in companions:
                path.unlink(missing_ok=True)
    return removed


def journal_of(paths: JobPaths) -> Journal:
    """Return the journal of promotions; raises UsageError where it is damaged."""
    try:
        return read_journal(paths.models)
    except DamagedJournalError as error:
        raise UsageError(
            f"the journal of promotions in {paths.models} {error}",
            hint="`lstmcast run` starts a new one, and forgets the versions before the current one",
        ) from None


def latest_intact(paths: JobPaths, names: tuple[str, ...]) -> Version | None:
    """Return the last of some versions that is there and whole; None where none is."""
    for name in reversed(names):
        version = _named(paths, name)
        if intact(version) is not None:
            return version
    return None


def intact(version: Version) -> Model | None:
    """Return the model of a version; None where it is missing or damaged."""
    try:
        return read_model(version.path)
    except ModelFileError:
        return None


def _named(paths: JobPaths, name: str) -> Version:
    return Version(path=paths.models / f"{name}{MODEL_ENDING}")
