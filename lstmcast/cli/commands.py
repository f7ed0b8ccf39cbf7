"""Commands that start fast: help without rich, parameters without pydantic.

Typer draws help in boxes with rich (and its Markdown), and builds a pydantic validator for
each parameter. Together that takes longer than everything else before the work begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command whose parameters are texts and switches, helped by section."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line; texts stay texts until ``lstmcast.settings`` reads them."""
        _convert_nothing(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words of the usage line, without braces around what is required."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the parameters in the sections named by ``rich_help_panel``."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None:
                fallback = "Arguments" if param.param_type_name == "argument" else "Help"
                section = getattr(param, "rich_help_panel", None) or fallback
                sections.setdefault(section, []).append(_trimmed(record))
        for section in sorted(sections, key=lambda name: name == "Help"):
            with formatter.section(section):
                formatter.write_dl(sections[section])


class Group(TyperGroup):
    """The commands as a whole; the same help without the boxes."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what stands before the name of a command."""
        _convert_nothing(self.get_params(ctx))
        return super().parse_args(ctx, args)


def _convert_nothing(parameters: Iterable[Any]) -> None:
    """Keep typer from making a converter for each parameter of a command, --help included."""
    for param in parameters:
        # A version of typer that knows no such attribute converts as it ever did.
        param._runtime_param = _AsTyped()


class _AsTyped:
    """Stands where typer keeps its converter, and converts nothing."""

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:
        """Return the value as it was typed."""
        del param, ctx
        return value


def _trimmed(record: tuple[str, str]) -> tuple[str, str]:
    """Drop the blanks and brackets that stand for the type of a switch or an argument."""
    name, explanation = record
    return name.strip().removesuffix(" <str>").removesuffix(" <bool>"), explanation
