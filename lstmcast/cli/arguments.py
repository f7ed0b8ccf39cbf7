"""What several commands take in the same words, besides the settings of ``options``."""

from __future__ import annotations

from typing import Annotated

import typer

#: What stands for standard output in place of a file.
STDOUT = "-"

Data = Annotated[str, typer.Argument(metavar="DATA", help="A CSV file; - for standard input.")]
DataOfModel = Annotated[
    str | None,
    typer.Argument(metavar="DATA", show_default=False,
                   help="A CSV file, - for standard input; the training file where left out."),
]  # fmt: skip
Job = Annotated[str, typer.Argument(metavar="JOB", help="The job file, see lstmcast init.")]
Output = Annotated[
    str,
    typer.Option("--output", "-o", metavar="FILE", rich_help_panel="Output", show_default=False,
                 help="Where to write; standard output if not given."),
]  # fmt: skip
