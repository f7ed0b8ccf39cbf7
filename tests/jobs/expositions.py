"""A strict reader of the text format of Prometheus, as promtool and node_exporter are strict.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"'
_SAMPLE = re.compile(rf"({_NAME})(?:\{{({_LABEL}(?:,{_LABEL})*)\}})? (\S+)")
_UNITS = ("_seconds", "_ratio", "_bytes")
_ESCAPES = {r"\\": "\\", r"\"": '"', r"\n": "\n"}


@dataclass(frozen=True)
class Line:
    """A sample that was read."""

    metric: str
    labels: tuple[tuple[str, str], ...]
    value: float


def read_exposition(text: str) -> list[Line]:
    """Return the samples; raise AssertionError for whatever promtool would complain of."""
    assert text.endswith("\n"), "the last line has to end"
    helped: set[str] = set()
    typed: set[str] = set()
    lines: list[Line] = []
    closed: set[str] = set()
    for line in text[:-1].split("\n"):
        assert line == line.strip(), line
        if line.startswith("# HELP "):
            _, _, metric, words = line.split(" ", 3)
            assert metric not in helped, f"second HELP of {metric}"
            assert words[-1] == "."
            helped.add(metric)
        elif line.startswith("# TYPE "):
            _, _, metric, kind = line.split(" ")
            assert kind in {"gauge", "counter"}
            assert metric in helped, f"TYPE without HELP of {metric}"
            assert metric not in typed, f"second TYPE of {metric}"
            assert kind != "gauge" or not metric.endswith(("_total", "_count", "_sum")), metric
            typed.add(metric)
        else:
            match = _SAMPLE.fullmatch(line)
            assert match, f"no sample without a time stamp: {line}"
            metric, labels, value = match.groups()
            assert metric in typed, f"sample before TYPE of {metric}"
            assert metric not in closed, f"samples of {metric} are apart"
            if lines and lines[-1].metric != metric:
                closed.add(lines[-1].metric)
            pairs = tuple(_pair(each) for each in re.findall(_LABEL, labels or ""))
            assert len({name for name, _ in pairs}) == len(pairs), "a label twice"
            assert not {"job", "instance"} & {name for name, _ in pairs}, "Prometheus' own"
            read = Line(metric, pairs, float(value))
            assert all((old.metric, old.labels) != (metric, pairs) for old in lines), "twice"
            lines.append(read)
    assert {line.metric for line in lines} == typed, "TYPE without samples"
    return lines


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, re.sub(r'\\[\\"n]', lambda escape: _ESCAPES[escape[0]], value[1:-1])


def named_with_unit(metric: str) -> bool:
    """Return whether a name of seconds, ratios or bytes ends with the unit."""
    return metric.endswith(_UNITS) or not re.search(r"second|ratio|byte|time", metric)
