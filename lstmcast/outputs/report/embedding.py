"""Numbers for programs inside the page, as JSON that no text of a user can end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lstmcast.outputs.documents import plain
from lstmcast.outputs.report.elements import Html, element


def embedded(name: str, content: Mapping[str, Any]) -> Html:
    """Return an element that holds a document; browsers do not run it."""
    return element(
        "script", {"type": "application/json", "id": name}, Html(encode_compact(content))
    )


def encode_compact(content: Mapping[str, Any]) -> str:
    """Return JSON without blanks; "<" is spelled out, so that nothing in it is a tag."""
    text = json.dumps(plain(content), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
