"""A comparison for programs: a row for each training, and a JSON document.

    schema      1; a key may be added, none ever changes its meaning
    horizon     steps held back, on which networks are tested
    patches     steps that an encoder walks, from the first to the last of a window
    budget      steps and seconds of each training at most (null: no limit), batch_size,
                windows to draw from, seeds
    yardstick   name, mae and mase of seasonal naive on the held-out horizon
    networks    one entry each: network (its name), cell, bidirectional, hidden, weights; trials,
                one per seed; figures, the spread (median, low, high) of each of their figures;
                recalls, one per seed: lags that were tried, accuracy at each, longest lag solved
                (0: none)
    pretrained  the pretrained network as it is, with its figures
    best        the network with the least median error; worse and level name the others, by
                whether they are worse by more than seeds explain; null with one seed each
    verdict     the same in sentences

Figures: mae, mase and skill on the held-out horizon; pinball, the loss there; validated, the loss
on earlier windows, by which the step was chosen; seconds. Losses are twice the pinball loss in
units of the mean seasonal change.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from lstmcast.evaluation.comparison import Errors, spread_of
from lstmcast.evaluation.seeds import rank
from lstmcast.outputs.comparison import PRETRAINED
from lstmcast.outputs.comparison_words import findings
from lstmcast.outputs.digits import UNKNOWN
from lstmcast.outputs.documents import encode_document, plain
from lstmcast.outputs.encoding import Format, encode
from lstmcast.outputs.forecasts import ForecastTable, NumberColumn, TextColumn
from lstmcast.outputs.missing import floats
from lstmcast.outputs.verdicts import RIVAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lstmcast.evaluation.comparison import Comparison, Contender, Measured, Trial

SCHEMA = 1
_ERRORS = tuple(field.name for field in fields(Errors))


def encode_comparison(comparison: Comparison, form: Format) -> bytes:
    """Return a comparison in the given format: rows, or for JSON its document.

    Raises MissingDependencyError when Parquet is asked for and pyarrow is not installed.
    """
    if form == "json":
        return encode_document({"schema": SCHEMA, **comparison_document(comparison)})
    return encode(comparison_table(comparison), form)


def comparison_table(comparison: Comparison) -> ForecastTable:
    """Return one row for each training, network by network, and one for the pretrained network.

    ``recall`` is the longest lag that was solved with the seed of the row, and ``recall-5`` the
    share of right answers at a lag of 5; what was not measured is empty.
    """
    untaught = comparison.pretrained
    rows = [_row(network, trial) for network in comparison.networks for trial in network.trials]
    rows.append(
        _kind(untaught.contender, PRETRAINED)
        | {"weights": untaught.weights, **asdict(untaught.errors)}
    )
    texts = ("network", "cell", "bidirectional")
    numbers = ("hidden", "weights", "seed", "steps", "best_step", "seconds", *_ERRORS)
    recalls = ("recall", *(f"recall-{lag}" for lag in comparison.lags)) if comparison.lags else ()
    return ForecastTable(
        keys=tuple(
            TextColumn(name=name, texts=[_text(row[name]) for row in rows]) for name in texts
        ),
        values=tuple(
            NumberColumn(name=name, numbers=floats(row.get(name) for row in rows))
            for name in (*numbers, *recalls)
        ),
        time="",
        formats=[UNKNOWN] * len(rows),
    )


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data."""
    networks, untaught = comparison.networks, comparison.pretrained
    ranking = rank(networks)
    told = not ranking.too_few
    names = [network.contender.name for network in networks]
    return {
        "horizon": comparison.horizon,
        "patches": comparison.patches,
        "budget": plain(comparison.budget),
        "yardstick": {"name": RIVAL, **asdict(comparison.yardstick)},
        "networks": [_network(network) for network in networks],
        "pretrained": _kind(untaught.contender, untaught.contender.name)
        | {"weights": untaught.weights, "figures": asdict(untaught.errors)},
        "best": names[ranking.best],
        "worse": [names[place] for place in ranking.worse] if told else None,
        "level": [names[place] for place in ranking.level] if told else None,
        "verdict": " ".join(findings(comparison)),
    }


def _network(network: Measured) -> dict[str, Any]:
    rows = [_trial(trial) for trial in network.trials]
    figures = {name: spread_of([row[name] for row in rows]) for name in ("seconds", *_ERRORS)}
    return {
        **_kind(network.contender, network.contender.name),
        "weights": network.weights,
        "trials": rows,
        "figures": plain(figures),
        "recalls": [
            {
                "seed": recall.seed,
                "lags": list(recall.lags),
                "accuracy": list(recall.accuracy),
                "longest": recall.longest,
            }
            for recall in network.recalls
        ],
    }


def _kind(contender: Contender, name: str) -> dict[str, Any]:
    return {
        "network": name,
        "cell": contender.cell,
        "bidirectional": contender.bidirectional,
        "hidden": contender.hidden,
    }


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "seed": trial.seed,
        "steps": trial.steps,
        "best_step": trial.best_step,
        "seconds": round(trial.seconds, 3),
        **asdict(trial.errors),
    }


def _row(network: Measured, trial: Trial) -> Mapping[str, Any]:
    recalled = {recall.seed: recall for recall in network.recalls}.get(trial.seed)
    lags: dict[str, Any] = {}
    if recalled is not None:
        lags = {"recall": recalled.longest} | {
            f"recall-{lag}": accuracy
            for lag, accuracy in zip(recalled.lags, recalled.accuracy, strict=True)
        }
    return {
        **_kind(network.contender, network.contender.name),
        "weights": network.weights,
        **_trial(trial),
        **lags,
    }


def _text(value: str | bool) -> str:
    return value if isinstance(value, str) else str(value).lower()
