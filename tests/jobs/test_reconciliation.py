"""The ledger learns of a model that came into use while nobody could write it down."""

from __future__ import annotations

from pathlib import Path

from model_folders import START, keep, paths_in

from lstmcast.jobs.ledger.ledger import open_ledger
from lstmcast.jobs.reconciliation import write_down_champion
from lstmcast.jobs.versions import promote


def test_each_model_in_use_is_written_down_once(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    paths.state.mkdir(parents=True)
    expected: list[tuple[str | None, str]] = []
    with open_ledger(paths.ledger) as ledger:
        run = ledger.begin_run(started=START, command="run").id
        write_down_champion(ledger, paths, now=START, run=run)
        assert ledger.promotions() == []
        for number in range(2):
            version = keep(paths, number)
            promote(paths, version)
            expected.insert(0, (expected[0][1] if expected else None, version.name))
            for _ in range(2):
                write_down_champion(ledger, paths, now=START, run=run)
                told = ledger.promotions()
                assert [(row.from_model, row.to_model) for row in told] == expected
                assert (told[0].at, told[0].run) == (START, run)
