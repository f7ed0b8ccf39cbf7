"""Remarks about the data: what was inferred, what is odd, what was done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Note:
    """One remark: a stable code for programs, a sentence for people."""

    code: str  # "gaps", "sorted", "constant-series", "unused-columns", ...
    text: str
    level: Literal["info", "warning"] = "info"
