"""Control groups of both versions, from the text of their files as containers have them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.jobs.cgroups import groups_of
from lstmcast.jobs.limits import Allowance, find_allowance

V2_MOUNT = "30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
V1_MOUNTS = (
    "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
    "35 31 0:32 /docker/a1 /sys/fs/cgroup/memory rw shared:10 - cgroup cgroup rw,memory\n"
    "38 31 0:35 / /sys/fs/cgroup/blkio rw - cgroup cgroup rw,blkio\n"
)
V1_MEMBERSHIP = "4:memory:/docker/a1\n3:blkio:/x\n1:cpu,cpuacct:/jobs/night\n0::/\n"
UNIT = "/sys/fs/cgroup/system.slice/lstmcast.service"


def reading(files: Mapping[str, str]) -> Callable[[PurePosixPath], str | None]:
    return lambda path: files.get(str(path))


def allowance(membership: str, mounts: str, files: Mapping[str, str], cores: int) -> Allowance:
    proc = {"/proc/self/cgroup": membership, "/proc/self/mountinfo": mounts}
    return find_allowance(reading({**proc, **files}), available=cores)


@pytest.mark.parametrize(
    ("files", "processors", "memory"),
    [
        ({}, 8, None),
        ({f"{UNIT}/cpu.max": "max 100000\n", f"{UNIT}/memory.max": "max\n"}, 8, None),
        ({f"{UNIT}/cpu.max": "200000 100000\n", f"{UNIT}/memory.max": "1073741824\n"}, 2, 2**30),
        ({f"{UNIT}/cpu.max": "50000 100000\n"}, 1, None),
        ({f"{UNIT}/cpu.max": "1000 100000\n"}, 1, None),
        ({f"{UNIT}/cpu.max": "150000 100000\n"}, 2, None),
        ({f"{UNIT}/cpu.max": "1600000 100000\n"}, 8, None),
        ({f"{UNIT}/memory.max": "max\n", f"{UNIT}/memory.high": "4096\n"}, 8, 4096),
        ({f"{UNIT}/cpu.max": "what\n", f"{UNIT}/memory.max": "-3\n"}, 8, None),
        ({f"{UNIT}/cpu.max": "100000 0\n"}, 8, None),
        ({"/sys/fs/cgroup/system.slice/cpu.max": "300000 100000\n",
          f"{UNIT}/cpu.max": "400000 100000\n"}, 3, None),
    ],
)  # fmt: skip
def test_version_2(files: Mapping[str, str], processors: int, memory: int | None) -> None:
    found = allowance("0::/system.slice/lstmcast.service\n", V2_MOUNT, files, 8)
    assert found == Allowance(processors=processors, memory=memory)


@pytest.mark.parametrize(
    ("files", "processors", "memory"),
    [
        ({}, 4, None),
        ({"/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
          "/sys/fs/cgroup/cpu,cpuacct/jobs/night/cpu.cfs_quota_us": "-1\n"}, 4, None),
        ({"/sys/fs/cgroup/memory/memory.limit_in_bytes": "536870912\n"}, 4, 2**29),
        ({"/sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_quota_us": "200000\n",
          "/sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_period_us": "100000\n"}, 2, None),
    ],
)  # fmt: skip
def test_version_1(files: Mapping[str, str], processors: int, memory: int | None) -> None:
    found = allowance(V1_MEMBERSHIP, V1_MOUNTS, files, 4)
    assert found == Allowance(processors=processors, memory=memory)


def test_a_path_of_the_host_is_the_group_that_is_mounted() -> None:
    mounts = V2_MOUNT.replace("0:26 / ", "0:26 /docker/b2 ")
    [group] = groups_of("0::/docker/other\n", mounts)
    assert str(group.folder) == "/sys/fs/cgroup"


def test_blanks_in_mount_points_are_read() -> None:
    [group] = groups_of("0::/\n", V2_MOUNT.replace("/sys/fs/cgroup", r"/my\040groups"))
    assert str(group.folder) == "/my groups"


@given(st.text(), st.text())
def test_whatever_the_files_hold_something_may_be_used(membership: str, mounts: str) -> None:
    found = find_allowance(lambda path: membership if path.name == "cgroup" else mounts,
                           available=3)  # fmt: skip
    assert 1 <= found.processors <= 3
    assert found.memory is None or 0 < found.memory < math.inf


def test_without_proc_nothing_is_limited() -> None:
    assert find_allowance(lambda _: None, available=5) == Allowance(processors=5, memory=None)
