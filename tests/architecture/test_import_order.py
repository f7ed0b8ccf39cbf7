"""The one-way order of the package, checked by reading every import.

    cli -> jobs -> workflows -> outputs | artifact | evaluation -> prior
        -> training | inference -> windows -> features -> data
        -> config, settings -> files, locking, tensor_file, clock, duration, span, condition,
           cutoff
        -> errors

and ``model`` beside it all, which imports torch and the standard library alone.
"""

from __future__ import annotations

import sys

import pytest
from sources import SOURCES, Source

#: Highest first; what stands in one line may not import one another ...
ORDER = (
    ("__main__",),
    ("cli",),
    ("jobs",),
    ("workflows",),
    ("outputs", "artifact", "evaluation"),
    ("prior",),
    ("training", "inference"),
    ("windows",),
    ("features",),
    ("data",),
    ("settings", "settings_file", "config", "values"),
    (
        "files",
        "locking",
        "holder",
        "tensor_file",
        "clock",
        "duration",
        "span",
        "condition",
        "cutoff",
    ),
    ("errors",),
    ("__init__",),
)
#: ... but for these.
NEIGHBOURS = {
    ("outputs", "artifact"),
    ("outputs", "evaluation"),
    ("artifact", "evaluation"),
    ("settings", "config"),
    ("settings", "settings_file"),
    ("settings", "values"),
    ("locking", "files"),
    ("locking", "holder"),
    ("holder", "clock"),
}
RANK = {layer: rank for rank, layers in enumerate(ORDER) for layer in layers}

#: Who may use which library; the others need none of it.
LIBRARIES = {
    "torch": {"model", "training", "prior", "workflows/training.py"},
    "sklearn": {"training", "prior", "evaluation/rivals/boosting.py"},
    "threadpoolctl": {"evaluation/rivals/threads.py", "jobs/limits.py"},
    "statsforecast": {"evaluation/rivals/statistical.py"},
    "pandas": {"data", "outputs"},
    "pyarrow": {"outputs"},
    "holidays": {"features/holidays.py"},
    "matplotlib": {"outputs/plots.py"},
    "safetensors": {"tensor_file"},
    "sqlalchemy": {"jobs/ledger/server.py"},
    "filelock": {"locking"},
    "typer": {"cli"},
    "rich": {"cli", "outputs", "prior/__main__.py"},
}


def own(source: Source) -> set[str]:
    """Return the layers of the package that a module imports, itself left out."""
    within = [name.split(".") for name in source.imports if name.split(".")[0] == "lstmcast"]
    return {parts[1] if len(parts) > 1 else "__init__" for parts in within} - {source.layer}


def test_every_layer_has_its_place() -> None:
    assert {source.layer for source in SOURCES} <= {*RANK, "model"}


def test_only_lower_layers_are_imported() -> None:
    wrong = [
        f"{source.name} imports {layer}"
        for source in SOURCES
        if source.layer != "model"
        for layer in sorted(own(source) - {"model"})
        if RANK[layer] <= RANK[source.layer] and (source.layer, layer) not in NEIGHBOURS
    ]
    assert wrong == []


def test_the_model_stands_alone() -> None:
    for source in SOURCES:
        if source.layer == "model":
            outside = {name.split(".")[0] for name in source.imports} - sys.stdlib_module_names
            assert outside <= {"lstmcast", "torch"}, source.name
            assert own(source) == set(), source.name
            if source.name == "model/spec.py":
                assert outside == set()


def test_who_may_import_the_model() -> None:
    """The spec is plain data for every layer from windows up; the network is for training."""
    for source in SOURCES:
        modules = {name for name in source.imports if name.startswith("lstmcast.model")}
        trains = source.layer in {"model", "training", "prior"}
        if modules and not trains and source.name != "workflows/training.py":
            assert modules == {"lstmcast.model.spec"}, source.name
            assert RANK[source.layer] <= RANK["windows"], source.name


@pytest.mark.parametrize("library", LIBRARIES)
def test_who_may_use_which_library(library: str) -> None:
    wrong = [
        source.name
        for source in SOURCES
        if source.imports_from(library) and not {source.layer, source.name} & LIBRARIES[library]
    ]
    assert wrong == []


def test_no_other_library_is_used() -> None:
    known = {*LIBRARIES, "lstmcast", "numpy", *sys.stdlib_module_names}
    found = {name.split(".")[0] for source in SOURCES for name in source.imports}
    assert found <= known


def test_nothing_that_runs_code_from_files() -> None:
    forbidden = {"pickle", "marshal", "shelve", "joblib", "dill"}
    assert [source.name for source in SOURCES if source.imports & forbidden] == []


def test_the_reader_of_imports_sees_them_all() -> None:
    """A rule that reads nothing forbids nothing."""
    named = {source.name: source for source in SOURCES}
    assert len(SOURCES) > 50
    assert "lstmcast.model.spec" in named["inference/forward.py"].imports  # TYPE_CHECKING
    assert "safetensors.numpy" in named["tensor_file.py"].imports  # inside a function
    assert "lstmcast.clock" in named["workflows/train.py"].imports  # from lstmcast import clock
    assert named["training/trainer.py"].imports_from("torch")
    assert own(named["errors.py"]) == set()
    assert "data" in own(named["windows/sampling.py"])
