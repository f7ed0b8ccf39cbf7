from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markup import read_page

from lstmcast.outputs.labels import visible
from lstmcast.outputs.report.elements import Html, element, escaped, joined, number, share
from lstmcast.outputs.report.embedding import embedded


@given(st.text())
def test_text_is_never_markup(text: str) -> None:
    page = element("p", {"title": text, "hidden": True}, text)
    (paragraph,) = read_page(page.encode()).all("p")
    assert paragraph.text.replace("\N{NO-BREAK SPACE}%", " %") == visible(text).replace(
        "\N{NO-BREAK SPACE}%", " %"
    )
    assert paragraph.attributes["title"] == visible(text)


def test_markup_is_left_alone() -> None:
    assert element("b", {}, Html("<i>a</i>"), "<i>") == "<b><i>a</i>&lt;i&gt;</b>"
    assert joined(["&", Html("&amp;")]) == "&amp;&amp;"


def test_attributes_come_and_go() -> None:
    attributes = {"a": None, "b": False, "c": True, "d": 1.5, "e": '"'}
    assert element("path", attributes) == '<path c d="1.5" e="&quot;"/>'


def test_a_percent_sign_keeps_its_number() -> None:
    assert escaped("31 % of 12 steps") == "31\N{NO-BREAK SPACE}% of 12 steps"


@pytest.mark.parametrize(
    ("value", "shown", "written"),
    [
        (0.12345678912, "0.12", '<data value="0.123456789">0.12</data>'),
        (-3.0, "-3", '<data value="-3">−3</data>'),
        (None, "", '<span class="none">–</span>'),
        (1e300, "", '<span class="none">–</span>'),
    ],
)
def test_numbers_say_more_to_programs(value: float | None, shown: str, written: str) -> None:
    assert number(value, shown) == written


def test_shares_are_short() -> None:
    assert [share(part) for part in (0, 1, 0.5, 1 / 3)] == ["0%", "100%", "50%", "33.33%"]


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_no_text_ends_a_block_of_numbers(content: dict[str, object]) -> None:
    block = embedded("numbers", content)
    assert block.count("<") == 2
    assert block.endswith("</script>")


def test_a_script_in_a_name_stays_a_name() -> None:
    block = embedded("numbers", {"series": "</script><script>alert(1)</script>"})
    assert "<script>alert" not in block
