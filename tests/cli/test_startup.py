"""What a command loads before it has anything to do."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

_PROGRAM = """
import json, sys
from lstmcast.cli.app import main
code = main(sys.argv[1:])
sys.stdout = sys.stderr
sys.stderr.write(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""
_HEAVY = {
    "torch", "pandas", "numpy", "sklearn", "scipy", "pyarrow", "pydantic", "safetensors",
    "filelock",
}  # fmt: skip


def loaded(*arguments: str) -> tuple[int, set[str]]:
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", _PROGRAM, *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules = json.loads(process.stderr.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--help"], 0),
        (["-h"], 0),
        (["--version"], 0),
        (["train", "--help"], 0),
        (["predict", "--help"], 0),
        (["predict", "x.csv", "--horizon", "0", "--json"], 2),
        (["compare", "--help"], 0),
        (["explain", "--help"], 0),
        (["inspect", "-h"], 0),
        (["nonsense", "--json"], 2),
        (["train", "--horizon", "0", "x.csv", "--json"], 2),
        (["compare", "x.csv", "--cells", "gruu", "--json"], 2),
    ],
)
def test_help_and_mistakes_are_light(arguments: list[str], code: int) -> None:
    answer, modules = loaded(*arguments)
    assert answer == code
    assert not modules & _HEAVY
