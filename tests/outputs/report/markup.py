"""A page as a tree, read strictly: every element is closed where it has to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "path", "line", "rect", "circle", "br"}


@dataclass
class Node:
    """An element, and what is in it."""

    name: str
    attributes: dict[str, str | None]
    children: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return all text within."""
        return "".join(each if isinstance(each, str) else each.text for each in self.children)

    def all(self, *names: str) -> list[Node]:
        """Return all elements within that have one of the names, in the order of the page."""
        return [node for node in self.walk() if node.name in names]

    def walk(self) -> Iterator[Node]:
        """Yield every element within, itself first."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def one(self, name: str) -> Node:
        """Return the element with an id."""
        (found,) = (node for node in self.walk() if node.attributes.get("id") == name)
        return found

    def has_class(self, name: str) -> bool:
        """Tell whether the element has a class."""
        return name in (self.attributes.get("class") or "").split()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack = [Node("document", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), f"an attribute of {tag} is there twice"
        node = Node(tag, dict(attrs))
        self.stack[-1].children.append(node)
        if tag not in _VOID:
            self.stack.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _VOID, tag
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop().name == tag

    def handle_data(self, data: str) -> None:
        self.stack[-1].children.append(data)


def read_page(content: bytes) -> Node:
    """Return the tree of a page; fails where elements are not nested."""
    reader = _Reader()
    reader.feed(content.decode())
    reader.close()
    assert len(reader.stack) == 1
    return reader.stack[0]
