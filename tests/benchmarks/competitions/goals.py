"""What has to be reached on each set, and what others have published for it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.benchmarks.competitions.results import Published, Way

#: Points of a hundred by which the coverage of an interval may be off.
COVERAGE_TOLERANCE: Mapping[Way, float] = {"zero-shot": 4.0, "trained": 3.0}

#: Processor seconds that training may take.
LONGEST_TRAINING: Mapping[str, float] = {"m4-hourly": 600.0}

#: Seconds from CSV to CSV for all four sets of the M3 competition, zero-shot.
LONGEST_M3 = 10.0

#: Set -> way -> metric -> at most. The first metric is the one the set is told by.
GOALS: Mapping[str, Mapping[Way, Mapping[str, float]]] = {
    "m3-monthly": {"zero-shot": {"MASE": 0.825}, "trained": {"MASE": 0.820}},
    "m3-quarterly": {"zero-shot": {"MASE": 1.09}, "trained": {"MASE": 1.08}},
    "m3-yearly": {"zero-shot": {"MASE": 2.56}, "trained": {"MASE": 2.54}},
    "m3-other": {"zero-shot": {"MASE": 1.85}, "trained": {"MASE": 1.80}},
    "m4-hourly": {"zero-shot": {"OWA": 0.457}, "trained": {"OWA": 0.42}},
    "m4-weekly": {"zero-shot": {"OWA": 0.793}, "trained": {"OWA": 0.75}},
    "exchange": {"zero-shot": {"MASE": 1.70}, "trained": {"MASE": 1.65}},
    "ett": {"zero-shot": {"MSE": 0.40}, "trained": {"MSE": 0.372, "MAE": 0.395}},
    "air-passengers": {"zero-shot": {"MASE": 0.65}, "trained": {"MASE": 0.60}},
}

_FEV = "autogluon/fev, Chronos zero-shot benchmark"
_M4 = "Makridakis, Spiliotis and Assimakopoulos 2020, The M4 Competition"
_PATCHTST = "Nie et al. 2023, PatchTST"
_TEMPOPFN = "TempoPFN, 35 M parameters, pretrained on synthetic series only"
_TIREX = "TiRex, 35 M parameters, whose pretraining has seen M4"


def _fev(figures: Mapping[str, float]) -> tuple[Published, ...]:
    return tuple(
        Published(name=name, metric="MASE", value=value, source=_FEV)
        for name, value in figures.items()
    )


def _owa(name: str, value: float, source: str) -> Published:
    return Published(name=name, metric="OWA", value=value, source=source)


PUBLISHED: Mapping[str, tuple[Published, ...]] = {
    "m3-monthly": _fev({
        "AutoETS": 0.863, "AutoTheta": 0.855, "Chronos-Bolt base (205 M)": 0.851,
        "TimesFM 2.0 (500 M)": 0.832, "TiRex (35 M)": 0.831,
    }),
    "m3-quarterly": _fev({
        "AutoETS": 1.144, "AutoTheta": 1.119, "Chronos-Bolt base (205 M)": 1.289,
        "TimesFM 2.0 (500 M)": 1.202, "TiRex (35 M)": 1.154,
    }),
    "m3-yearly": _fev({
        "AutoETS": 2.695, "AutoTheta": 2.610, "Chronos-Bolt base (205 M)": 2.906,
        "TimesFM 2.0 (500 M)": 2.822, "TiRex (35 M)": 2.710,
    }),
    "m4-hourly": (
        _owa("ES-RNN, the winner", 0.440, _M4),
        _owa("TempoPFN", 0.457, _TEMPOPFN),
        _owa("TiRex", 0.364, _TIREX),
    ),
    "m4-weekly": (
        _owa("ES-RNN, the winner", 0.851, _M4),
        _owa("best entry", 0.739, _M4),
        _owa("TempoPFN", 0.793, _TEMPOPFN),
        _owa("TiRex", 0.686, _TIREX),
    ),
    "exchange": _fev({"TiRex (35 M)": 2.399}),
    "ett": (
        Published(name="PatchTST", metric="MSE", value=0.370, source=_PATCHTST),
        Published(name="DLinear", metric="MSE", value=0.375, source=_PATCHTST),
        Published(name="PatchTST", metric="MAE", value=0.400, source=_PATCHTST),
        Published(name="DLinear", metric="MAE", value=0.399, source=_PATCHTST),
    ),
}  # fmt: skip
