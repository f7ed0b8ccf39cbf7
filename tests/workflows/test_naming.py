"""How columns are named in the middle of a sentence."""

from __future__ import annotations

from lstmcast.workflows.naming import listed, quoted


def test_names_are_listed_and_of_many_the_first_few() -> None:
    assert listed(["a"], "and") == "a"
    assert listed(["a", "b"], "or") == "a or b"
    assert listed(list("abcdef"), "and") == "a, b, c, d, e and f"
    assert listed(list("abcdefg"), "and") == "a, b, c, d, e and 2 more"
    assert quoted(list("abcdefgh"), "or") == "'a', 'b', 'c', 'd', 'e' or 3 more"
    names = list("abcdefgh")
    assert listed(names, "and") == listed(tuple(names), "and")
    assert len(names) == 8  # those of the caller stay
