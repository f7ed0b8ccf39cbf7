"""Who contends for the forecast, who wins, and what a model of the winners is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING

from lstmcast.artifact.manifest import Candidate
from lstmcast.evaluation.choice import SIMPLICITY, Choice, Entrant, choose
from lstmcast.evaluation.validation import ValidationWindows
from lstmcast.inference.calibration import Calibration
from lstmcast.inference.forecaster import Forecaster
from lstmcast.inference.weights import Weights
from lstmcast.training.names import Origin, Trained
from lstmcast.workflows.outcome import MadeMember
from lstmcast.workflows.start import Start

if TYPE_CHECKING:  # they need torch, and only their plain fields are read
    from lstmcast.training.checkpoint import Found
    from lstmcast.training.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """Networks that may forecast: one that was trained, or those there were before."""

    origin: Origin
    members: tuple[Forecaster, ...]
    trust: float = 1.0  # that they come with
    plan: int | None = None  # position of the plan it was trained by; None: as it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Who forecasts, how far trusted, how calibrated, and what there was to choose from."""

    winners: tuple[Contender, ...]
    trust: float
    calibration: Calibration
    candidates: tuple[Candidate, ...]
    lost: tuple[int, ...]  # series in which the repeated season does better
    intermittent: float  # the networks' share in series with many zeros

    @property
    def trained(self) -> tuple[int, ...]:
        """Return the positions of the plans whose networks won, in the winners' order."""
        return tuple(winner.plan for winner in self.winners if winner.plan is not None)


def judge(
    start: Start, plans: Sequence[Plan], found: Sequence[Found], windows: ValidationWindows
) -> Verdict:
    """Choose among the networks that training found and those it started from."""
    contenders = as_it_is(start)
    idle: list[Trained] = []
    for position, (plan, each) in enumerate(zip(plans, found, strict=False)):
        if each.best.step == 0 and contenders:  # no step helped, and others contend
            idle += [plan.name] if plan.start is not None else []  # the network as it was
            continue
        trained = Forecaster(spec=plan.spec, shape=plan.shape, weights=each.best.weights)
        contenders.append(Contender(origin=plan.name, members=(trained,), plan=position))
    entrants = [
        Entrant(name=each.origin, members=each.members, trust=each.trust) for each in contenders
    ]
    choice = choose(entrants, windows)
    return Verdict(
        winners=tuple(contenders[place] for place in choice.chosen.entrants),
        trust=choice.trust,
        calibration=choice.calibration,
        candidates=_candidates(choice, idle=idle, origin=start.origin),
        lost=choice.lost,
        intermittent=choice.intermittent,
    )


def as_it_is(start: Start) -> list[Contender]:
    """Return the networks there were before training, if there are any, as one contender."""
    if not start.members:
        return []
    return [Contender(origin=start.origin, members=start.members, trust=start.trust)]


def make_members(
    verdict: Verdict,
    plans: Sequence[Plan],
    found: Sequence[Found],
    refitted: Mapping[int, Weights],
) -> tuple[MadeMember, ...]:
    """Return the winners as members; ``refitted`` has weights by position of the plan."""
    members: list[MadeMember] = []
    for winner in verdict.winners:
        if winner.plan is None:
            members += untouched(winner)
            continue
        (validated,) = winner.members
        weights = refitted.get(winner.plan, validated.weights)
        members.append(
            MadeMember(
                origin=winner.origin,
                validated=validated,
                published=replace(validated, weights=weights),
                recipe=plans[winner.plan].recipe,
                steps=found[winner.plan].best.step,
            )
        )
    return tuple(members)


def untouched(contender: Contender) -> list[MadeMember]:
    """Return the networks of a contender, as they were, as members."""
    return [
        MadeMember(origin=contender.origin, validated=network, published=network)
        for network in contender.members
    ]


def _candidates(
    choice: Choice, *, idle: Sequence[Trained], origin: Origin
) -> tuple[Candidate, ...]:
    """Return what was tried, the simplest first; empty where there was nothing to choose.

    Trainings that did not help, ``idle``, have the figures of what they started from, ``origin``.
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
    came_back = [replace(each, chosen=False) for each in tried if each.name == origin]
    tried += [replace(each, name=name) for name in idle for each in came_back]
    tried.sort(key=lambda each: SIMPLICITY.index(each.name))
    return tuple(tried) if len(tried) > 1 else ()
