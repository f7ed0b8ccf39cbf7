"""Versions of a model are kept, promoted, taken back and thrown away."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_folders import METRICS, START, keep, model, paths_in, trained_again

from lstmcast.artifact.store import encode_model, read_model
from lstmcast.errors import ModelFileError, UsageError
from lstmcast.jobs.versions import (
    Version,
    current,
    keep_version,
    promote,
    prune,
    rollback,
    versions,
    was_taken_back,
)


def test_a_version_is_named_by_time_and_content(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    version = keep(paths, 0)
    assert version.name.startswith("20240228T030000Z-")
    assert version.path.read_bytes() == encode_model(model(0))
    assert version.metrics_path.read_bytes() == METRICS
    assert version.metrics_path.name == f"{version.name}.metrics.json"
    assert keep(paths, 0) == version
    assert len({version.name, keep(paths, 1, day=0).name, keep(paths, 0, day=1).name}) == 3
    zoned = START.astimezone().tzinfo
    assert keep_version(paths, b"x", METRICS, now=START.astimezone(zoned)).name[:16] == (
        "20240228T030000Z"
    )


def test_kept_is_not_promoted(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    assert (versions(paths), current(paths)) == ((), None)
    first, second = keep(paths, 0), keep(paths, 1)
    assert versions(paths) == (first, second)
    assert current(paths) is None
    promote(paths, second)
    assert current(paths) == second
    promote(paths, first)
    assert current(paths) == first


def test_the_link_survives_moving_the_state(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    version = keep(paths, 0)
    promote(paths, version)
    moved = paths_in(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    paths.state.rename(moved.state)
    found = current(moved)
    assert found is not None
    assert found.name == version.name
    assert read_model(moved.current).manifest == model(0).manifest


@pytest.mark.parametrize("damage", ["missing", "cut", "changed"])
def test_what_is_damaged_is_not_promoted(tmp_path: Path, damage: str) -> None:
    paths = paths_in(tmp_path)
    good, bad = keep(paths, 0), keep(paths, 1)
    promote(paths, good)
    spoil(bad, damage)
    with pytest.raises(ModelFileError):
        promote(paths, bad)
    assert current(paths) == good


def spoil(version: Version, damage: str) -> None:
    content = version.path.read_bytes()
    if damage == "missing":
        version.path.unlink()
    elif damage == "cut":
        version.path.write_bytes(content[: len(content) // 2])
    else:
        version.path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def test_a_second_rollback_goes_further_back(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    kept = [keep(paths, number) for number in range(4)]
    for version in kept:
        promote(paths, version)
    assert [rollback(paths).target, rollback(paths).target] == [kept[2], kept[1]]
    assert current(paths) == kept[1]
    assert versions(paths) == tuple(kept)
    assert rollback(paths).target == kept[0]
    with pytest.raises(UsageError, match=f"no version before {kept[0].name}") as caught:
        rollback(paths)
    assert "once another model has taken over" in str(caught.value.hint)
    assert current(paths) == kept[0]


def test_what_was_taken_back_is_not_promoted_again(tmp_path: Path) -> None:
    """Also when it is trained once more, at another time, to the same weights."""
    paths = paths_in(tmp_path)
    first, second = keep(paths, 0), keep(paths, 1)
    promote(paths, first)
    promote(paths, second)
    assert not was_taken_back(paths, model(1))
    rollback(paths)
    assert was_taken_back(paths, model(1))
    assert not was_taken_back(paths, model(0))
    again = keep_version(paths, trained_again(1), METRICS, now=START + timedelta(days=9))
    for version in (second, again):
        with pytest.raises(UsageError, match="was rolled back before"):
            promote(paths, version)
    assert current(paths) == first
    third = keep(paths, 2)
    promote(paths, third)
    assert rollback(paths).target == first


def test_a_rollback_goes_by_promotions_and_not_by_names(tmp_path: Path) -> None:
    """The clock may have jumped back, and a version may never have been promoted."""
    paths = paths_in(tmp_path)
    first, idle, second = keep(paths, 0, day=5), keep(paths, 1, day=6), keep(paths, 2, day=1)
    promote(paths, first)
    promote(paths, second)
    assert versions(paths) == (second, first, idle)
    assert rollback(paths).target == first


def test_a_rollback_passes_over_what_is_damaged_or_gone(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    kept = [keep(paths, number) for number in range(5)]
    for version in kept:
        promote(paths, version)
    spoil(kept[3], "changed")
    spoil(kept[2], "missing")
    spoil(kept[1], "cut")
    assert rollback(paths).target == kept[0]


def test_a_damaged_model_can_be_taken_back(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    first, second = keep(paths, 0), keep(paths, 1)
    promote(paths, first)
    promote(paths, second)
    spoil(second, "cut")
    assert rollback(paths).target == first


def test_there_is_nothing_to_take_back_at_first(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no model to take back"):
        rollback(paths_in(tmp_path))
    keep(paths_in(tmp_path), 0)
    with pytest.raises(UsageError, match="no model to take back"):
        rollback(paths_in(tmp_path))


def test_promoting_the_present_one_changes_nothing(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    first, second = keep(paths, 0), keep(paths, 1)
    for version in (first, second, second):
        promote(paths, version)
    assert rollback(paths).target == first


@settings(max_examples=25)
@given(
    promoted=st.lists(st.integers(0, 5), min_size=1, max_size=6),
    keep_count=st.integers(1, 7),
)
def test_pruning_spares_the_present_one_and_the_one_before(
    tmp_path_factory: pytest.TempPathFactory, promoted: list[int], keep_count: int
) -> None:
    paths = paths_in(tmp_path_factory.mktemp("job"))
    kept = [keep(paths, number) for number in range(6)]
    for number in promoted:
        promote(paths, kept[number])
    removed = prune(paths, keep_count)
    left = versions(paths)
    assert {*removed, *left} == set(kept)
    assert kept[promoted[-1]] in left
    before = [number for number in promoted if number != promoted[-1]]
    assert len(left) == min(max(keep_count, 2 if before else 1), 6)
    for ending in (".metrics.json", ".reference.json"):
        assert {path.name.removesuffix(ending) for path in paths.models.glob(f"*{ending}")} == {
            version.name for version in left
        }
    if before:
        assert rollback(paths).target == kept[before[-1]]


def test_pruning_takes_the_earliest(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    kept = [keep(paths, number) for number in range(6)]
    promote(paths, kept[0])
    assert prune(paths, 3) == (kept[1], kept[2], kept[3])
    assert prune(paths, 3) == ()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"format_version": 2, "promoted": [], "taken_back": []}', b"{}",
     b'{"format_version": 1, "promoted": [3], "taken_back": []}',
     b'{"format_version": 1, "promoted": "abc", "taken_back": []}'],
)  # fmt: skip
def test_a_damaged_journal_is_told_of(tmp_path: Path, content: bytes) -> None:
    paths = paths_in(tmp_path)
    version = keep(paths, 0)
    promote(paths, version)
    (paths.models / "promotions.json").write_bytes(content)
    with pytest.raises(UsageError, match="the journal of promotions"):
        rollback(paths)
    assert current(paths) == version


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_state_is_a_usage_error(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot write"):
        keep(paths, 0)


def test_a_state_that_cannot_be_made_is_a_usage_error(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    paths.state.write_bytes(b"a file")
    with pytest.raises(UsageError, match="cannot write"):
        keep(paths, 0)
