"""Who contends for the forecast, who wins, and what a model of the winners is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING

from lstmcast.artifact.manifest import Candidate, Origin
from lstmcast.evaluation.choice import SIMPLICITY, Choice, Entrant, choose
from lstmcast.evaluation.validation import ValidationWindows
from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.weights import Weights
from lstmcast.workflows.outcome import MadeMember
from lstmcast.workflows.start import Start

if TYPE_CHECKING:  # they need torch, and only their plain fields are read
    from lstmcast.training.checkpoint import Found
    from lstmcast.training.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A network that may forecast."""

    origin: Origin
    forecaster: Forecaster
    plan: int | None = None  # position of the plan it was trained by; None: it is as it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Who forecasts, how far they are trusted, and what there was to choose from."""

    winners: tuple[Contender, ...]
    trust: float
    candidates: tuple[Candidate, ...]

    @property
    def trained(self) -> tuple[int, ...]:
        """Return the positions of the plans whose networks won, in the winners' order."""
        return tuple(winner.plan for winner in self.winners if winner.plan is not None)


def judge(
    start: Start, plans: Sequence[Plan], found: Sequence[Found], windows: ValidationWindows
) -> Verdict:
    """Choose among the networks that training found and the one it started from."""
    contenders = as_it_is(start)
    idle = False
    for position, (plan, each) in enumerate(zip(plans, found, strict=False)):
        if plan.start is not None and each.best.step == 0:
            idle = True  # no step helped: this is the network as it was
            continue
        trained = Forecaster(spec=plan.spec, shape=plan.shape, weights=each.best.weights)
        contenders.append(Contender(origin=plan.name, forecaster=trained, plan=position))
    entrants = [Entrant(name=each.origin, forecaster=each.forecaster) for each in contenders]
    choice = choose(entrants, windows)
    return Verdict(
        winners=tuple(contenders[place] for place in choice.chosen.members),
        trust=choice.trust,
        candidates=_candidates(choice, idle=idle),
    )


def as_it_is(start: Start) -> list[Contender]:
    """Return the network that training starts from, if there is one."""
    if start.network is None:
        return []
    return [Contender(origin=start.origin, forecaster=start.network)]


def make_members(
    verdict: Verdict,
    plans: Sequence[Plan],
    found: Sequence[Found],
    refitted: Mapping[int, Weights],
) -> tuple[MadeMember, ...]:
    """Return the winners as members; ``refitted`` has weights by position of the plan."""
    members = []
    for winner in verdict.winners:
        if winner.plan is None:
            members.append(
                MadeMember(
                    origin=winner.origin, validated=winner.forecaster, published=winner.forecaster
                )
            )
            continue
        weights = refitted.get(winner.plan, winner.forecaster.weights)
        members.append(
            MadeMember(
                origin=winner.origin,
                validated=winner.forecaster,
                published=replace(winner.forecaster, weights=weights),
                recipe=plans[winner.plan].recipe,
                steps=found[winner.plan].best.step,
            )
        )
    return tuple(members)


def _candidates(choice: Choice, *, idle: bool) -> tuple[Candidate, ...]:
    """Return what was tried, the simplest first; empty where there was nothing to choose.

    Fine-tuning that did not help has the figures of the network it came back to.
    """
    tried = [
        Candidate(
            name=scored.name,
            loss=scored.loss,
            skill=scored.skill,
            chosen=scored is choice.chosen,
        )
        for scored in choice.candidates
        if isfinite(scored.loss)
    ]
    if idle:
        tried += [replace(each, name="fine-tuned", chosen=False) for each in tried[:1]]
        tried.sort(key=lambda each: SIMPLICITY.index(each.name))
    return tuple(tried) if len(tried) > 1 else ()
