"""``run.json``: what ran, on what, with which settings, for how long, and how it ended.

Fields are only ever added. Secrets are hidden, wherever they stand.
"""

from __future__ import annotations

import platform
import resource
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from lstmcast import __version__
from lstmcast.errors import LstmcastError
from lstmcast.files import write_atomic
from lstmcast.jobs.channel import NotToldError
from lstmcast.jobs.chronicle import Chronicle, Told
from lstmcast.jobs.redaction import Redactor
from lstmcast.jobs.spec import JobSpec
from lstmcast.jobs.summary import summarise
from lstmcast.outputs.documents import encode_document, plain

_PACKAGES = ("torch", "numpy", "pandas", "scikit-learn", "safetensors")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting as this run has it."""

    name: str  # with its table: "window.horizon"
    value: object  # plain JSON data, or what `plain` makes some of
    source: str  # "job.toml, line 7: [window] horizon", "LSTMCAST_SEED", "--now", "default"


def settings_of(spec: JobSpec) -> tuple[Setting, ...]:
    """Return all settings of a job, in the order of its tables, and where each came from."""
    return tuple(
        Setting(
            name=f"{table}.{name}",
            value=value,
            source=spec.origins.get(f"{table}.{name}", "default"),
        )
        for table, entries in spec.to_dict().items()
        for name, value in entries.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What is known of a run before it begins."""

    arguments: tuple[str, ...]  # as in sys.argv
    settings: tuple[Setting, ...]
    limits: Mapping[str, float | str | None] = field(default_factory=dict)  # of the cgroup


class RunRecord:
    """A channel that writes ``run.json`` at the end of a run."""

    name = "record"

    def __init__(self, path: Path, facts: RunFacts, redactor: Redactor) -> None:
        self._path = path
        self._facts = facts
        self._redactor = redactor

    def hear(self, told: Told, chronicle: Chronicle) -> None:
        """Replace the file at the end; raises NotToldError where that fails."""
        if (ending := told.ending) is None:
            return
        document = {
            **self._redactor.document(summarise(told, ending, chronicle)),
            **run_document(self._facts, chronicle, self._redactor),
        }
        try:
            write_atomic(self._path, encode_document(document))
        except LstmcastError as error:
            raise NotToldError(error.message) from None


def run_document(facts: RunFacts, chronicle: Chronicle, redactor: Redactor) -> dict[str, Any]:
    """Return what ``run.json`` says beyond the summary of the night, without secrets."""
    return {
        "argv": redactor.arguments(facts.arguments),
        "configuration": {
            redactor.text(setting.name): {
                "value": redactor.value(setting.name, plain(setting.value)),
                "source": redactor.text(setting.source),
            }
            for setting in facts.settings
        },
        "versions": versions(),
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "timings": chronicle.seconds,
        "resources": resources(),
        "limits": redactor.document(facts.limits),
    }


def versions() -> dict[str, str]:
    """Return the versions of what a forecast depends on; nothing is imported for it."""
    found = {"lstmcast": __version__, "python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def resources() -> dict[str, float]:
    """Return what this process and the processes it waited for have used so far.

    Bytes of memory at the peak, of this process and of the largest other one; seconds of the
    processor, of all of them.
    """
    own = resource.getrusage(resource.RUSAGE_SELF)
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
    return {
        "peak_memory_bytes": own.ru_maxrss * unit,
        "peak_memory_bytes_of_children": others.ru_maxrss * unit,
        "processor_seconds": sum(used.ru_utime + used.ru_stime for used in (own, others)),
    }
