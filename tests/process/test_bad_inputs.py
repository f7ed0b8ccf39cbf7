"""Every entry of ``bad_inputs.py`` through the real process: code, words, and nothing left."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from bad_inputs import CASES, DATA, Case, Content
from running import MONTHLY, Finished, Trained, contents, run, succeed

_AS_JSON = tuple(CASES)[::8]
_ERROR_CODES = {
    2: "usage",
    4: "model-file",
    5: "data",
    7: "missing-dependency",
    8: "numerical",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a mistake ended, and what lay in its folder before and after."""

    finished: Finished
    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes | None]


class Mistakes:
    """Makes the mistakes, two at a time: most of each is waiting for imports."""

    def __init__(self, folder: Path, model: bytes, pool: ThreadPoolExecutor) -> None:
        self._folder = folder
        self._model = model
        self._pool = pool
        self._made: dict[tuple[str, bool], Future[Outcome]] = {}

    def begin(self, name: str, *, json: bool) -> None:
        """Put a mistake in the queue."""
        self._made[name, json] = self._pool.submit(self._make, CASES[name], json=json)

    def outcome(self, name: str, *, json: bool) -> Outcome:
        """Return what became of a mistake."""
        return self._made[name, json].result()

    def _make(self, case: Case, *, json: bool) -> Outcome:
        folder = self._folder / f"{case.name} {'json' if json else 'text'}"
        folder.mkdir()
        for name, content in {"sales.csv": MONTHLY, **case.files}.items():
            self._lay_down(folder / name, content)
        before = contents(folder)
        arguments = [*shlex.split(case.command), *(["--json"] if json else [])]
        finished = run(folder, arguments, env=case.env)
        return Outcome(finished=finished, before=before, after=contents(folder))

    def _lay_down(self, path: Path, content: Content) -> None:
        if content is None:
            path.mkdir()
            return
        path.parent.mkdir(exist_ok=True)
        if callable(content):
            content = content(self._model)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


@pytest.fixture(scope="module")
def mistakes(
    tmp_path_factory: pytest.TempPathFactory, trained: Trained, request: pytest.FixtureRequest
) -> Iterator[Mistakes]:
    """Make the mistakes of all tests that were selected."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        mistakes = Mistakes(tmp_path_factory.mktemp("bad"), trained.model.read_bytes(), pool)
        for item in request.session.items:
            if isinstance(item, pytest.Function) and "mistakes" in item.fixturenames:
                function = item.originalname
                mistakes.begin(item.callspec.params["case"], json=function.endswith("json"))
        yield mistakes


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Return every option there is, by the help texts."""
    folder = tmp_path_factory.mktemp("help")
    helps = [run(folder, [name, "--help"]).stdout for name in ("train", "predict", "inspect")]
    return frozenset(re.findall(r"--[a-z][a-z-]*", " ".join(helps)))


def test_there_are_enough_kinds() -> None:
    assert len(CASES) >= 100


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_explained(case: str, mistakes: Mistakes, options: frozenset[str]) -> None:
    expected, outcome = CASES[case], mistakes.outcome(case, json=False)
    said = outcome.finished.stderr
    assert outcome.finished.code == expected.code, said
    assert outcome.finished.out == b""
    assert said.startswith("Error: ")
    assert "Traceback" not in said
    assert [word for word in expected.words if word not in said] == [], said
    assert outcome.after == outcome.before
    hinted = re.findall(r"--[a-z][a-z-]*", said.partition("Hint:")[2])
    assert set(hinted) <= options | {"--upgrade"}, said


@pytest.mark.parametrize("case", _AS_JSON)
def test_a_mistake_is_one_object_as_json(case: str, mistakes: Mistakes) -> None:
    expected, outcome = CASES[case], mistakes.outcome(case, json=True)
    assert outcome.finished.code == expected.code
    assert outcome.finished.err == b""
    document = json.loads(outcome.finished.out)
    assert list(document) == ["error"]
    assert set(document["error"]) == {"code", "message", "hint"}
    assert document["error"]["code"] == _ERROR_CODES[expected.code]
    said = f"{document['error']['message']} {document['error']['hint']}"
    assert [word for word in expected.words if word not in said] == []
    assert outcome.after == outcome.before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(MONTHLY)
    (tmp_path / "sales.csv").chmod(0)
    finished = run(tmp_path, ["inspect", "sales.csv"])
    assert finished.code == DATA
    assert "sales.csv may not be read" in finished.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_without_permission(tmp_path: Path, trained: Trained) -> None:
    (tmp_path / "box").mkdir(mode=0o500)
    finished = run(tmp_path, ["predict", "-m", str(trained.model), "-o", "box/out.csv"])
    assert finished.code == 2
    assert "no permission to write" in finished.stderr


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_file_with_a_byte_order_mark_is_no_mistake(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "sales.csv").write_text(MONTHLY, encoding=encoding)
    document = json.loads(succeed(tmp_path, ["inspect", "sales.csv", "--json"]).out)
    assert document["roles"]["targets"] == ["sales"]
    assert document["source"]["rows"] == 36
