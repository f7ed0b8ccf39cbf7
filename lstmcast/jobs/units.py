"""A service and a timer of systemd for a job, shut in as far as a forecast can be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lstmcast.jobs.on_calendar import on_calendar
from lstmcast.jobs.schedule import Schedule

_GRACE = 600  # seconds on top of the time limit, which the job itself keeps
_DELAY = 300  # seconds at most by which timers of one machine are spread
_PRIVATE = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - named, not written to

_SERVICE = """\
# {mark}
# In /etc/systemd/system it runs for all: add User= to [Service] then, for who runs it.
# Secrets of the environment: EnvironmentFile=, a file that only that user can read.
[Unit]
Description=lstmcast {name}: one night of {job}
ConditionPathExists={job}

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command}
Environment={variables}
Nice={nice}
CPUSchedulingPolicy=batch
{limit}KillMode=mixed
SyslogIdentifier=lstmcast-{name}

# It reads files, computes, and writes to a few folders; nothing else is left to it.
NoNewPrivileges=true
PrivateUsers=true
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={writes}
{private}ProtectControlGroups=true
ProtectKernelTunables=true
LockPersonality=true
RestrictNamespaces=true
RestrictRealtime=true
RestrictSUIDSGID=true
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
"""
_TIMER = """\
# {mark}
[Unit]
Description=lstmcast {name}: when it runs

[Timer]
{calendar}
# A night when the machine was off is made up for when it is on again.
Persistent=true
RandomizedDelaySec={delay}

[Install]
WantedBy=timers.target
"""


def units(schedule: Schedule) -> Mapping[str, str]:
    """Return service and timer, text by file name."""
    stem = f"lstmcast-{schedule.name}"
    return {f"{stem}.service": _service(schedule), f"{stem}.timer": _timer(schedule)}


def mark(schedule: Schedule) -> str:
    """Return the first line of a unit without its hash, which says whose it is."""
    return f"Written by lstmcast schedule for {schedule.job}"


def _service(schedule: Schedule) -> str:
    limit = schedule.time_limit
    stop = "" if limit is None else f"TimeoutStartSec={limit.total_seconds() + _GRACE:.0f}\n"
    private = "" if _lies_in_temporary(schedule) else "PrivateTmp=true\n"
    # Graphics processors are devices; a private /dev would hide them.
    private += "" if schedule.devices else "PrivateDevices=true\n"
    return _SERVICE.format(
        mark=mark(schedule),
        name=schedule.name,
        job=_plain(str(schedule.job)),
        folder=_plain(str(schedule.folder)),
        command=" ".join(_quoted(word).replace("$", "$$") for word in schedule.command),
        variables=" ".join(
            _quoted(f"{name}={value}", always=True) for name, value in schedule.environment
        ),
        nice=schedule.nice,
        limit=stop,
        writes=" ".join(_quoted(str(folder)) for folder in schedule.writes),
        private=private,
    )


def _timer(schedule: Schedule) -> str:
    calendar = "\n".join(f"OnCalendar={event}" for event in on_calendar(schedule.cron))
    delay = min(_DELAY, schedule.cron.shortest_gap * 60 // 10)
    return _TIMER.format(mark=mark(schedule), name=schedule.name, calendar=calendar, delay=delay)


def _lies_in_temporary(schedule: Schedule) -> bool:
    paths = (*schedule.writes, *schedule.reads)
    return any(folder in path.parents or folder == path for path in paths for folder in _PRIVATE)


def _plain(text: str) -> str:
    """Return a text where systemd takes the rest of the line as it is, but for its specifiers."""
    return text.replace("%", "%%")


def _quoted(text: str, *, always: bool = False) -> str:
    """Return a text as one word among others."""
    escaped = _plain(text.replace("\\", "\\\\").replace('"', '\\"'))
    apart = always or any(sign in text for sign in " \"';")
    return f'"{escaped}"' if apart else escaped
