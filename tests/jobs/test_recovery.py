"""A run may be killed at any moment: the models are whole meanwhile, and in order afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from model_folders import KilledError, dying, keep, model, paths_in

from lstmcast.artifact.store import encode_model, read_model
from lstmcast.jobs.journal import read_journal
from lstmcast.jobs.model_identity import model_digest
from lstmcast.jobs.paths import JobPaths
from lstmcast.jobs.recovery import foresee, recover
from lstmcast.jobs.versions import Version, current, promote, prune, rollback, versions

_MOST_OPERATIONS = 100


def in_order(paths: JobPaths) -> None:
    """Check all that recovery promises."""
    there = current(paths)
    journal = read_journal(paths.models)
    if there is None:
        assert not paths.current.is_symlink()
        assert versions(paths) == ()
    else:
        assert model_digest(read_model(there.path)) not in journal.taken_back
        assert journal.promoted[-1] == there.name
    names = {path.name for path in paths.models.iterdir()}
    expected = {version.path.name for version in versions(paths)}
    for version in versions(paths):
        assert [path.name for path in version.companions] == [
            f"{version.name}.metrics.json",
            f"{version.name}.reference.json",
        ]
        expected |= {path.name for path in version.companions}
    assert names - {"current", "promotions.json"} == expected
    assert recover(paths) == ()


def prepare(folder: Path, promoted: int) -> tuple[JobPaths, list[Version]]:
    paths = paths_in(folder)
    kept = [keep(paths, number) for number in range(promoted)]
    for version in kept:
        promote(paths, version)
    return paths, kept


def a_new_one(paths: JobPaths) -> None:
    promote(paths, keep(paths, 7))


def a_step_back(paths: JobPaths) -> None:
    rollback(paths)


def a_clean_up(paths: JobPaths) -> None:
    prune(paths, 1)


@pytest.mark.parametrize(
    ("act", "before"), [(a_new_one, 0), (a_new_one, 3), (a_step_back, 3), (a_clean_up, 4)]
)
def test_death_at_any_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[JobPaths], None], before: int
) -> None:
    seen: set[str] = set()
    for after in range(_MOST_OPERATIONS):
        paths, kept = prepare(tmp_path / str(after), before)
        finished = True
        try:
            with dying(after, monkeypatch):
                act(paths)
        except KilledError:
            finished = False
        if before:
            there = current(paths)  # never dangling, not even now
            assert there is not None
            read_model(there.path)
        recover(paths)
        if paths.models.exists():
            in_order(paths)
        there = current(paths)
        seen.add("" if there is None else there.name)
        if before and act is not a_step_back:
            assert kept[-1] in versions(paths)
        if finished:
            break
    else:
        pytest.fail("it never came to an end")
    assert after > 3
    assert len(seen) == (1 if act is a_clean_up else 2)  # before and after, and nothing else


def test_death_in_recovery_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for after in range(_MOST_OPERATIONS):
        paths, kept = prepare(tmp_path / str(after), 3)
        kept[-1].path.write_bytes(b"damaged")
        (paths.models / "promotions.json").write_bytes(b"damaged")
        for folder in (paths.state, paths.models):
            (folder / ".lstmcast-00.tmp").touch()
        try:
            with dying(after, monkeypatch):
                recover(paths)
        except KilledError:
            recover(paths)
            assert current(paths) == kept[1]
            assert list(paths.state.iterdir()) == [paths.models]
            in_order(paths)
        else:
            break
    assert after > 3


def test_in_order_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert recover(paths_in(tmp_path)) == ()
    assert list(tmp_path.iterdir()) == []
    paths, _ = prepare(tmp_path, 2)
    with dying(0, monkeypatch):
        assert recover(paths) == ()
        assert foresee(paths) == (current(paths), ())
        (paths.models / "promotions.json").write_bytes(b"{")
        (_, [lost]) = foresee(paths)
    assert lost.code == "lost-journal"


def codes(paths: JobPaths) -> list[str]:
    """Mend what is wrong, as was foreseen, and return the codes of what was."""
    expected, warnings = foresee(paths)
    notes = recover(paths)
    assert current(paths) == expected
    assert tuple(note for note in notes if note.level == "warning") == warnings
    return [note.code for note in notes]


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    paths, kept = prepare(tmp_path, 3)
    kept[2].path.unlink()
    assert codes(paths) == ["orphan-file", "orphan-file", "mended-current"]
    assert current(paths) == kept[1]
    in_order(paths)


def test_a_damaged_model_gives_way_to_the_one_before(tmp_path: Path) -> None:
    paths, kept = prepare(tmp_path, 3)
    kept[2].path.write_bytes(kept[2].path.read_bytes()[:100])
    (note,) = recover(paths)
    assert note.code == "mended-current"
    assert note.text == (
        f"the current model {kept[2].name} is damaged; from now on it is {kept[1].name}"
    )
    assert current(paths) == kept[1]


def test_where_no_model_is_whole_there_is_none(tmp_path: Path) -> None:
    paths, kept = prepare(tmp_path, 2)
    for version in kept:
        version.path.write_bytes(b"damaged")
    assert codes(paths) == ["no-current"]
    assert current(paths) is None
    assert not paths.current.is_symlink()
    assert recover(paths) == ()


def test_a_version_without_metrics_forecasts_all_the_same(tmp_path: Path) -> None:
    paths, kept = prepare(tmp_path, 1)
    kept[0].metrics_path.unlink()
    assert codes(paths) == ["missing-metrics"]
    assert current(paths) == kept[0]


def test_a_lost_journal_begins_anew(tmp_path: Path) -> None:
    paths, kept = prepare(tmp_path, 3)
    (paths.models / "promotions.json").write_bytes(b"{")
    assert codes(paths) == ["lost-journal"]
    assert read_journal(paths.models).promoted == (kept[2].name,)
    in_order(paths)


def test_a_link_that_was_moved_by_hand_counts(tmp_path: Path) -> None:
    paths, kept = prepare(tmp_path, 4)
    paths.current.unlink()
    paths.current.symlink_to(kept[1].path.name)
    assert recover(paths) == ()
    assert current(paths) == kept[1]
    assert rollback(paths).target == kept[0]


def test_a_rollback_that_was_written_down_is_finished(tmp_path: Path) -> None:
    paths, kept = prepare(tmp_path, 3)
    rollback(paths)
    paths.current.unlink()
    paths.current.symlink_to(kept[2].path.name)
    assert codes(paths) == ["mended-current"]
    assert current(paths) == kept[1]
    assert read_journal(paths.models).promoted == (kept[0].name, kept[1].name)


def test_what_was_taken_back_does_not_come_back(tmp_path: Path) -> None:
    paths, kept = prepare(tmp_path, 2)
    rollback(paths)
    kept[0].path.unlink()
    assert codes(paths) == ["orphan-file", "orphan-file", "no-current"]
    assert current(paths) is None
    assert kept[1].path.read_bytes() == encode_model(model(1))
