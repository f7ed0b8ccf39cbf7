"""What the user asked to hold of a result, or the run fails."""

from __future__ import annotations

from lstmcast.errors import CheckFailedError


def ensure_skill(skill: float | None, least: float | None, *, hint: str) -> None:
    """Raise CheckFailedError where a skill against seasonal naive is below the ``least``.

    A skill that cannot be told (None) is below any; without a ``least`` all is well.
    """
    if least is None or (skill is not None and skill >= least):
        return
    found = "cannot be told" if skill is None else f"is {100 * skill:.1f} %"
    raise CheckFailedError(
        f"the skill against seasonal naive {found}, and --require-skill asks for {100 * least:g} %",
        hint=hint,
    )
