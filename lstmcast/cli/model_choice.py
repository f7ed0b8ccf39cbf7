"""Which networks forecast: those of a model file, or the pretrained ones."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lstmcast.cli import options
from lstmcast.errors import UsageError

if TYPE_CHECKING:
    import typer

#: The model file where none is named.
MODEL = "model.safetensors"

#: Settings of what only networks that were trained with it can use.
_LEARNT = ("known", "past", "future", "future_fill", "calendar", "holidays", "events")


def choose_model(
    context: typer.Context, model: str | None, data: str | None, *, pretrained: bool
) -> str | None:
    """Return the model file to use, or None for the pretrained network.

    A flag comes before the variable of another one. Raises UsageError for both flags, where
    there is neither a model nor data, and for flags that say nothing to the pretrained network.
    """
    if not pretrained:
        if model is not None:
            return model
        if os.path.lexists(MODEL):
            return MODEL
    source = context.get_parameter_source("model")
    if pretrained and source is not None and source.name == "COMMANDLINE":
        raise UsageError(
            "--pretrained forecasts without a model file, and --model names one",
            hint="leave one of them out",
        )
    if data is None:
        lack = "--pretrained needs" if pretrained else f"there is no {MODEL} here, and no"
        raise UsageError(
            f"{lack} data to forecast",
            hint=f"no model is needed for `{context.command_path} DATA.csv`; or train one first"
            " with `lstmcast train DATA.csv`",
        )
    refuse_learnt(context)
    return None


def refuse_learnt(context: typer.Context) -> None:
    """Raise UsageError for covariates that were typed where a pretrained network forecasts."""
    typed = options.typed(context)
    flags = options.as_arguments({name: typed.get(name) for name in _LEARNT}, None)
    if flags:
        raise UsageError(
            f"the pretrained LSTM sees values alone, so {flags[0]} says nothing to it",
            hint="leave it out, or train a model first: lstmcast train DATA.csv",
        )
