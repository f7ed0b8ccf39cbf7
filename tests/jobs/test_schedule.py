"""Crontab lines and systemd units: what is in them, and that they come where they belong."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcast.errors import UsageError
from lstmcast.jobs.cron import read_cron
from lstmcast.jobs.crontab import crontab_block, install_crontab, merge_block
from lstmcast.jobs.install_units import install_units
from lstmcast.jobs.reading import read_job
from lstmcast.jobs.schedule import Schedule, plan_schedule
from lstmcast.jobs.units import units

ANALYZE = shutil.which("systemd-analyze")
OTHERS = "MAILTO=me@example.com\n# mine\n0 1 * * *  echo 100\\%\n"

CRONTAB = """#!/bin/sh
case "$1" in
-l) test -f "$STORE" || { echo "no crontab for me" >&2; exit 1; }; cat "$STORE" ;;
-) cat > "$STORE" ;;
esac
"""


def plan(folder: Path, more: str = "", at: str = "0 6 * * *") -> Schedule:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "job.toml"
    path.write_text(f'[job]\nsource = "sales.csv"\n{more}', encoding="utf-8")
    return plan_schedule(read_job(path, {}), read_cron(at), interpreter=Path(sys.executable))


def program(folder: Path, name: str, text: str) -> dict[str, str]:
    """Write a program; return an environment in which it is found."""
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    search = f"{path.parent}:{os.environ['PATH']}"
    return {"PATH": search, "STORE": str(folder / "store"), "HOME": str(folder / "home")}


class TestPlan:
    def test_every_path_is_absolute(self, tmp_path: Path) -> None:
        schedule = plan(tmp_path)
        assert Path(schedule.command[0]).is_absolute()
        assert schedule.command[-1] == str(tmp_path / "job.toml")
        assert "--quiet" in schedule.command
        search = dict(schedule.environment)["PATH"].split(":")
        assert search[0] == str(Path(sys.executable).parent)
        assert all(Path(folder).is_absolute() for folder in search)

    def test_without_a_script_the_module_is_run(self, tmp_path: Path) -> None:
        spec = read_job(plan(tmp_path).job, {})
        interpreter = tmp_path / "python3"
        at = read_cron("@daily")
        words = plan_schedule(spec, at, interpreter=interpreter).command
        assert words[:4] == (str(interpreter), "-P", "-m", "lstmcast")
        script = tmp_path / "lstmcast"
        script.touch(mode=0o755)
        assert plan_schedule(spec, at, interpreter=interpreter).command[0] == str(script)

    def test_the_log_is_where_the_job_file_says(self, tmp_path: Path) -> None:
        schedule = plan(tmp_path)
        environ = dict(schedule.environment)
        assert read_job(schedule.job, environ | {"PATH": ""}).notify.log_file == (
            tmp_path / "job.log"
        )
        named = plan(tmp_path, '[notify]\nlog_file = "x.log"\n')
        assert list(dict(named.environment)) == ["PATH"]

    def test_folders_that_are_written_to(self, tmp_path: Path) -> None:
        more = 'output = "out/deep/f.csv"\nstate = "/var/lib/x/state"\n'
        more += '[notify]\nprometheus = "/var/lib/node_exporter/x.prom"\nlog_file = "out/x.log"\n'
        folders = plan(tmp_path, more).writes
        assert set(folders) == {
            Path("/var/lib/node_exporter"), Path("/var/lib/x"), tmp_path / "out",
        }  # fmt: skip

    def test_a_path_that_would_end_the_line_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="cannot stand in a crontab"):
            plan(tmp_path / "a\nb")


class TestCrontab:
    def test_one_line_that_runs_the_job(self, tmp_path: Path) -> None:
        lines = crontab_block(plan(tmp_path)).splitlines()
        [line] = [line for line in lines if not line.startswith("#")]
        assert line.startswith(f"0 6 * * * cd {tmp_path} && PATH=")
        assert f" LSTMCAST_NOTIFY_LOG_FILE={tmp_path}/job.log " in line
        assert line.endswith(f"run --quiet {tmp_path}/job.toml")
        assert ">" not in line  # what fails has to reach cron, which mails it
        assert not any(line.startswith(("MAILTO", "PATH", "SHELL")) for line in lines)

    @pytest.mark.parametrize("name", ["100%", "it's", 'a "b" $HOME; #', "ünï"])
    def test_a_strange_folder_survives_cron_and_the_shell(self, tmp_path: Path, name: str) -> None:
        folder = tmp_path / name
        schedule = dataclasses.replace(
            plan(folder), command=(sys.executable, "-c", "import os; print(os.getcwd())")
        )
        [line] = [x for x in crontab_block(schedule).splitlines() if not x.startswith("#")]
        words = line.split(" ", 5)[5]
        assert "%" not in words.replace("\\%", "")
        command = words.replace("\\%", "%")  # as cron does
        ended = subprocess.run(
            ["/bin/sh", "-c", command], capture_output=True, text=True, check=True, cwd="/"
        )
        assert ended.stdout == f"{folder}\n"

    @given(st.lists(st.sampled_from(["", "# x", "0 1 * * * echo", "MAILTO=x"]), max_size=6))
    def test_other_lines_stay_as_they_are(self, lines: list[str]) -> None:
        older = "".join(f"{line}\n" for line in lines)
        schedule = Schedule(
            name="x", job=Path("/srv/job.toml"), cron=read_cron("@daily"), command=("run",),
            environment=(), writes=(), reads=(), nice=0, time_limit=None, devices=False,
        )  # fmt: skip
        first = merge_block(older, schedule)
        assert first == older + crontab_block(schedule)
        later = dataclasses.replace(schedule, cron=read_cron("@hourly"))
        second = merge_block(first + OTHERS, later)
        assert second == older + crontab_block(later) + OTHERS
        assert merge_block(second, later) == second
        another = dataclasses.replace(schedule, job=Path("/srv/job.toml.old"))
        assert merge_block(second, another) == second + crontab_block(another)

    def test_a_last_line_without_an_end_gets_one(self, tmp_path: Path) -> None:
        schedule = plan(tmp_path)
        assert merge_block("# x", schedule) == "# x\n" + crontab_block(schedule)

    @pytest.mark.parametrize("damage", ["end", "begin", "twice", "turned"])
    def test_marks_that_are_no_pair_are_left_alone(self, tmp_path: Path, damage: str) -> None:
        schedule = plan(tmp_path)
        lines = crontab_block(schedule).splitlines(keepends=True)
        damaged = {
            "end": lines[:-1], "begin": lines[1:], "twice": lines * 2, "turned": lines[::-1],
        }[damage]  # fmt: skip
        with pytest.raises(UsageError, match="not one pair, so nothing is changed"):
            merge_block("".join(damaged), schedule)

    def test_it_is_installed_through_standard_input(self, tmp_path: Path) -> None:
        environ = program(tmp_path, "crontab", CRONTAB)
        store = Path(environ["STORE"])
        schedule = plan(tmp_path)
        assert install_crontab(schedule, environ)
        assert store.read_text(encoding="utf-8") == crontab_block(schedule)
        store.write_bytes(OTHERS.encode() + b"# caf\xe9\n" + store.read_bytes())
        assert not install_crontab(schedule, environ)
        later = plan(tmp_path, at="@hourly")
        assert install_crontab(later, environ)
        expected = OTHERS.encode() + b"# caf\xe9\n" + crontab_block(later).encode()
        assert store.read_bytes() == expected

    def test_a_crontab_that_cannot_be_read_is_not_replaced(self, tmp_path: Path) -> None:
        failing = CRONTAB.replace("-l) ", "-l) echo 'you may not' >&2; exit 1; ")
        environ = program(tmp_path, "crontab", failing)
        with pytest.raises(UsageError, match="crontab -l failed: you may not"):
            install_crontab(plan(tmp_path), environ)
        assert not Path(environ["STORE"]).exists()

    def test_a_crontab_that_refuses(self, tmp_path: Path) -> None:
        environ = program(tmp_path, "crontab", CRONTAB.replace("-) ", "-) exit 3; "))
        with pytest.raises(UsageError, match="crontab - failed: exit code 3"):
            install_crontab(plan(tmp_path), environ)

    def test_without_cron_nothing_happens(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no crontab command"):
            install_crontab(plan(tmp_path), {"PATH": str(tmp_path)})


class TestUnits:
    def texts(self, schedule: Schedule) -> tuple[str, str]:
        service, timer = units(schedule).values()
        return service, timer

    def test_service_and_timer_belong_together(self, tmp_path: Path) -> None:
        made = units(plan(tmp_path, 'name = "north"\n', at="30 5 13 * fri"))
        assert list(made) == ["lstmcast-north.service", "lstmcast-north.timer"]
        service, timer = made.values()
        assert "Type=oneshot\n" in service
        assert f"ReadWritePaths={tmp_path}\n" in service
        assert "OnCalendar=*-*-13 05:30:00\nOnCalendar=Fri *-*-* 05:30:00\n" in timer
        assert "Persistent=true\nRandomizedDelaySec=300\n" in timer

    def test_limits_and_devices_follow_the_job(self, tmp_path: Path) -> None:
        service, _ = self.texts(plan(tmp_path))
        assert "Nice=10\n" in service
        assert "TimeoutStartSec" not in service
        assert "PrivateDevices" not in service
        more = '[limits]\ntime_limit = "1h"\nnice = 3\n[training]\ndevice = "cpu"\n'
        service, _ = self.texts(plan(tmp_path, more))
        assert "Nice=3\n" in service
        assert "TimeoutStartSec=4200\n" in service
        assert "PrivateDevices=true\n" in service

    def test_a_job_in_a_temporary_folder_still_sees_it(self) -> None:
        schedule = Schedule(
            name="x", job=Path("/tmp/job.toml"), cron=read_cron("*/5 * * * *"), command=("run",),
            environment=(), writes=(Path("/srv"),), reads=(Path("/tmp/job.toml"),), nice=0,
            time_limit=timedelta(minutes=1), devices=True,
        )  # fmt: skip
        service, timer = self.texts(schedule)
        assert "PrivateTmp" not in service
        assert "RandomizedDelaySec=30\n" in timer  # a tenth of the five minutes
        elsewhere = dataclasses.replace(schedule, reads=())
        assert "PrivateTmp=true\n" in self.texts(elsewhere)[0]

    @pytest.mark.skipif(ANALYZE is None, reason="there is no systemd-analyze")
    @pytest.mark.parametrize("name", ["plain", "with blank", "100%", 'a "b" $HOME'])
    def test_systemd_finds_nothing_to_say(self, tmp_path: Path, name: str) -> None:
        assert ANALYZE is not None
        more = '[limits]\ntime_limit = "1h"\n[training]\ndevice = "cpu"\n'
        schedule = plan(tmp_path / name, more, at="*/15 6-18 * * mon-fri")
        folder = tmp_path / "units"
        folder.mkdir()
        paths = [folder / file for file in units(schedule)]
        for path, text in zip(paths, units(schedule).values(), strict=True):
            path.write_text(text, encoding="utf-8")
        ended = subprocess.run(
            [ANALYZE, "verify", *map(str, paths)], capture_output=True, text=True, check=False
        )
        assert (ended.returncode, ended.stderr) == (0, "")

    def test_they_are_installed_for_the_user(self, tmp_path: Path) -> None:
        said = 'echo "$@" >> "$STORE"\n'
        environ = program(tmp_path, "systemctl", f"#!/bin/sh\n{said}")
        schedule = plan(tmp_path, 'name = "north"\n')
        service, timer = install_units(schedule, environ)
        assert service == tmp_path / "home/.config/systemd/user/lstmcast-north.service"
        assert service.read_text(encoding="utf-8") == units(schedule)[service.name]
        assert timer.read_text(encoding="utf-8") == units(schedule)[timer.name]
        calls = Path(environ["STORE"]).read_text(encoding="utf-8")
        assert calls == "--user daemon-reload\n--user enable --now lstmcast-north.timer\n"
        assert install_units(schedule, environ) == (service, timer)
        other = plan(tmp_path / "other", 'name = "north"\n')
        with pytest.raises(UsageError, match="was not written for") as caught:
            install_units(other, environ)
        assert "another name" in (caught.value.hint or "")

    def test_what_systemd_refuses_is_said(self, tmp_path: Path) -> None:
        environ = program(tmp_path, "systemctl", "#!/bin/sh\necho 'no bus' >&2\nexit 1\n")
        with pytest.raises(UsageError, match="systemctl --user daemon-reload failed: no bus"):
            install_units(plan(tmp_path), environ)

    def test_without_systemd_or_home_nothing_is_written(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no systemctl command"):
            install_units(plan(tmp_path), {"PATH": str(tmp_path), "HOME": str(tmp_path)})
        environ = program(tmp_path, "systemctl", "#!/bin/sh\n")
        del environ["HOME"]
        with pytest.raises(UsageError, match="there is no HOME"):
            install_units(plan(tmp_path), environ)
        assert not (tmp_path / ".config").exists()
