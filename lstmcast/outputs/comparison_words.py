"""What a comparison was made of, and what follows from it: plain sentences."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from rich.text import Text

from lstmcast.evaluation.seeds import best_of, rank
from lstmcast.outputs.comparison import error_texts
from lstmcast.outputs.figures import UNICODE, Glyphs, count, duration, percent
from lstmcast.outputs.labels import visible
from lstmcast.outputs.verdicts import RIVAL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lstmcast.evaluation.comparison import Comparison, Measured


def conditions(comparison: Comparison) -> Text:
    """Return what all trainings had in common."""
    budget, networks = comparison.budget, len(comparison.networks)
    steps = "steps" if budget.steps is None else count(budget.steps, "step")
    seconds = "" if budget.seconds is None else f"{duration(budget.seconds)} at most, "
    seeds = f"{count(len(budget.seeds), 'seed')}{' each' if networks > 1 else ''}"
    return Text(
        f"{count(networks, 'network')} from scratch, {seeds}: {seconds}{steps} of"
        f" {budget.batch_size} windows out of {budget.windows}, the same for all"
    )


def legend(comparison: Comparison) -> Text:
    """Return what the columns of the table mean."""
    several = max(len(network.trials) for network in comparison.networks) > 1
    probed = any(network.recalls for network in comparison.networks)
    lags = ", ".join(map(str, comparison.lags))
    sentences = [
        *(["Medians over seeds, their range below."] if several else []),
        f"{_measure(comparison)}, pinball loss and skill are those of {_place(comparison)}, held"
        " back from training; validated is the pinball loss on earlier windows, which chose the"
        " step of training that is tested.",
        *([f"Recall is the longest lag solved, of {lags} steps."] if probed else []),
    ]
    return Text(" ".join(sentences), style="dim")


def findings(comparison: Comparison, *, glyphs: Glyphs = UNICODE) -> list[str]:
    """Return which network is best, whether that is more than chance, and what is better still."""
    return [
        _best(comparison, glyphs),
        *_among_seeds(comparison),
        *_on_earlier_windows(comparison),
        _beside_pretrained(comparison),
        *_memory(comparison),
    ]


def verdict(comparison: Comparison, *, glyphs: Glyphs = UNICODE) -> Text:
    """Return all findings; the colour says whether it pays to train any of these networks."""
    best = comparison.networks[best_of(comparison.networks)]
    skill = best.spread(lambda trial: trial.errors.skill)
    pays = skill is not None and round(100 * skill.median) > 0
    return Text(" ".join(findings(comparison, glyphs=glyphs)), style="green" if pays else "yellow")


def interrupted(
    trainings: tuple[int, int], probes: tuple[int, int], *, unwritten: Path | None
) -> Text:
    """Return how much was done, of how much, before a signal came; and what was not written."""
    done = f"{trainings[0]} of {count(trainings[1], 'training')}"
    probed = f" and {probes[0]} of {count(probes[1], 'memory probe')}" if probes[1] else ""
    file = "" if unwritten is None else f"; {visible(str(unwritten))} was not written"
    return Text(f"Interrupted: {done}{probed} are done{file}.", style="yellow")


def _best(comparison: Comparison, glyphs: Glyphs) -> str:
    best = comparison.networks[best_of(comparison.networks)]
    skill = best.spread(lambda trial: trial.errors.skill)
    own, rival = error_texts([median(best.decisive), comparison.yardstick.decisive])
    if not _learnt(comparison):
        start = f"On {_place(comparison)}: all networks"
    elif len(comparison.networks) == 1:
        start = f"On {_place(comparison)}: {best.contender.name}"
    else:
        start = f"Best on {_place(comparison)}: {best.contender.name}"
    if skill is None:
        beside = f"; {RIVAL} makes no error there"
    elif round(100 * skill.median) > 0:
        beside = f", better than {RIVAL} ({rival}) by {percent(skill.median, glyphs=glyphs)}"
    else:
        beside = f", not better than {RIVAL} ({rival})"
    return f"{start} ({_measure(comparison)} {own}){beside}."


def _among_seeds(comparison: Comparison) -> list[str]:
    networks, ranking = comparison.networks, rank(comparison.networks)
    if not _learnt(comparison):
        return [
            "No training improved on its start, the repeated season and its usual errors: there is"
            " too little here to learn from scratch."
        ]
    if len(networks) == 1:
        return []
    if ranking.too_few:
        return ["1 seed tells no difference from chance: --seeds 3 can."]
    level, worse = _names(networks, ranking.level), _names(networks, ranking.worse)
    is_or_are = "is" if len(ranking.worse) == 1 else "are"
    return [
        *([f"It differs from {level} by no more than seeds do."] if level else []),
        *([f"{worse} {is_or_are} worse by more than seeds explain."] if worse else []),
    ]


def _on_earlier_windows(comparison: Comparison) -> list[str]:
    """Return which network was ahead in validation, where that was another one."""
    losses = [
        median(trial.errors.validated for trial in network.trials)
        for network in comparison.networks
    ]
    best, ahead = best_of(comparison.networks), losses.index(min(losses))
    texts = error_texts([losses[ahead], losses[best]])
    if texts[0] == texts[1]:
        return []
    name = comparison.networks[ahead].contender.name
    return [
        f"On the earlier windows {name} is ahead ({texts[0]} beside {texts[1]}): another stretch of"
        " time may say otherwise."
    ]


def _beside_pretrained(comparison: Comparison) -> str:
    untaught = comparison.pretrained
    best = comparison.networks[best_of(comparison.networks)]
    own, other = median(best.decisive), untaught.errors.decisive
    texts = error_texts([own, other])
    name = f"The pretrained {untaught.contender.name}, as it is,"
    if texts[0] == texts[1]:
        return f"{name} is as good."
    if other < own:
        return f"{name} is better ({texts[1]}): `lstmcast train` starts from it."
    return f"{name} is worse ({texts[1]})."


def _memory(comparison: Comparison) -> list[str]:
    if not any(network.recalls for network in comparison.networks):
        return []
    steps = count(comparison.patches, "step")
    return [f"The encoder walks {steps} here; memory beyond that has nothing to recall."]


def _learnt(comparison: Comparison) -> bool:
    """Return whether any training improved on where it started from, the same for all."""
    return any(trial.best_step > 0 for network in comparison.networks for trial in network.trials)


def _place(comparison: Comparison) -> str:
    return f"the last {count(comparison.horizon, 'step')}"


def _measure(comparison: Comparison) -> str:
    return "MAE" if comparison.yardstick.mase is None else "MASE"


def _names(networks: Sequence[Measured], places: Sequence[int]) -> str:
    """Return "LSTM 64, GRU 64 and RNN 64"; nothing for none."""
    names = [networks[place].contender.name for place in places]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
