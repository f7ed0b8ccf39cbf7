"""Run a job night after night in this process, on a plant of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from lstmcast.errors import LstmcastError
from lstmcast.jobs import events
from lstmcast.jobs.ledger.ledger import Ledger, open_ledger
from lstmcast.jobs.night import Wishes, run_job
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.spec import JobSpec
from lstmcast.training.events import StopFlag
from tests.benchmarks.jobs.plant import Plant, Story

#: A small network that learns these data in a second or two.
JOB = """
[job]
source = "load.csv"
[window]
horizon = 24
[network]
hidden = 16
layers = 1
[training]
start = "scratch"
steps = {steps}
batch_size = 32
learning_rate = 0.02
[freshness]
max_age = "26h"
[retraining]
retrain = "{retrain}"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a night came to."""

    night: int
    exit_code: int
    findings: tuple[str, ...]  # their ids
    told: tuple[events.Event, ...] = field(repr=False)

    @property
    def promoted(self) -> bool:
        """Return whether another model forecasts from this night on."""
        return any(isinstance(event, events.Promoted) for event in self.told)

    @property
    def trained(self) -> bool:
        """Return whether a challenger was trained."""
        return any(isinstance(event, events.Trained) for event in self.told)


class Simulation:
    """A job in a folder of its own, and its nights so far."""

    def __init__(
        self,
        folder: Path,
        story: Story,
        *,
        seed: int = 0,
        retrain: str = "drift",
        steps: int = 300,
        machines: int = 7,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file, self._source = folder / "job.toml", folder / "load.csv"
        self._plant, self._story = Plant(story, seed=seed, machines=machines), story
        self.set(retrain=retrain, steps=steps)
        self.nights: list[Outcome] = []

    @property
    def spec(self) -> JobSpec:
        """Return the job as its file has it now."""
        return read_job(self._file, {})

    def set(self, *, retrain: str, steps: int) -> None:
        """Write the job file anew."""
        self._file.write_text(JOB.format(retrain=retrain, steps=steps), encoding="utf-8")

    def run(self, nights: int | None = None) -> list[Outcome]:
        """Spend the next nights, all that are left if not said, and return all so far."""
        first = len(self.nights)
        until = self._story.nights if nights is None else first + nights
        for night in range(first, until):
            self._plant.write(self._source, night)
            self.nights.append(self._spend(night))
        return self.nights

    def ledger(self) -> Ledger:
        """Open the ledger of the job to read it."""
        spec = self.spec
        return open_ledger(JobPaths.of(spec).ledger, job=spec.name, read_only=True)

    def skill(self) -> float:
        """Return by what share all forecasts were better than the repeated season."""
        with self.ledger() as ledger:
            scores = [row for row in ledger.scores() if row.naive_error is not None]
        own = sum(abs(row.error) for row in scores)
        return 1 - own / sum(abs(row.naive_error or 0.0) for row in scores)

    def _spend(self, night: int) -> Outcome:
        told: list[events.Event] = []
        findings: tuple[str, ...] = ()
        try:
            report = run_job(
                self.spec,
                Wishes(now=self._plant.now(night)),
                tell=told.append,
                listen=_unheard,
                stop=StopFlag(),
            )
        except LstmcastError as error:
            code = error.exit_code
        else:
            code, findings = report.exit_code, tuple(each.id for each in report.findings)
        return Outcome(night=night, exit_code=code, findings=findings, told=tuple(told))


def _unheard(event: object) -> None:
    """Take no notice of the steps of a training."""
    del event
