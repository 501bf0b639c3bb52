"""Where a template writes a number for a program: in attributes and as a key. There it is not grouped.

`USE_THOUSAND_SEPARATOR` makes 1887 "1,887" wherever a template says it. That is right in a sentence, wrong in
`id="entry-{{ entry.pk }}"` or `value="{{ address.pk }}"`, and shows only when a shop has its thousandth row.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.template import Context, NodeList
from django.template.base import (
    FilterExpression,
    Node,
    TextNode,
    Variable,
    VariableNode,
    render_value_in_context,
)
from django.utils.formats import localize

#: Attributes whose value is read to people; every other one is read by a program.
SPOKEN = frozenset(
    [
        *("title", "alt", "placeholder", "label", "summary", "abbr", "aria-label", "aria-description"),
        *("aria-placeholder", "aria-roledescription", "aria-valuetext"),
    ]
)
_OPENS = re.compile(r"<(?:!--|[a-zA-Z/])")
_IN_TAG = re.compile(r"""(?P<end>>)|(?P<name>[^\s"'<>/=]+)\s*=\s*(?P<quote>["'])""")

#: Where in a page one stands: None in text, "" in a tag between attributes, else the attribute and its quote.
Place = tuple[str, str] | str | None


class PlainNumberNode(VariableNode):
    """A variable whose number is written with digits and a point only."""

    def render(self, context: Context) -> str:
        """Return the value; all but a number as everywhere."""
        value = self.filter_expression.resolve(context)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            value = str(localize(value, use_l10n=False))
        return str(render_value_in_context(value, context))


def write_plainly(nodes: NodeList, place: Place = None) -> Place:
    """Put plain numbers where a program reads them, however deep; return where in the page the nodes end.

    Branches begin where the tag begins, and what follows goes on from the end of the first.
    """
    for number, node in enumerate(nodes):
        if isinstance(node, TextNode):
            place = place_after(node.s, place)
        elif type(node) is VariableNode:
            if _is_read_by_program(place) or _is_key(node.filter_expression):
                nodes[number] = _plain(node)
        else:
            ends = [write_plainly(inside, place) for inside in _inside(node)]
            place = ends[0] if ends else place
    return place


def place_after(text: str, place: Place) -> Place:
    """Return where one stands after more text of a page."""
    at = 0
    while at < len(text):
        if place is None:
            found = _OPENS.search(text, at)
            if found is None:
                return None
            if found.group() == "<!--":
                end = text.find("-->", at)
                at = len(text) if end < 0 else end + 3
                continue
            place, at = "", found.end()
        elif isinstance(place, tuple):
            end = text.find(place[1], at)
            if end < 0:
                return place
            place, at = "", end + 1
        else:
            found = _IN_TAG.search(text, at)
            if found is None:
                return ""
            place = None if found["end"] else (found["name"].lower(), found["quote"])
            at = found.end()
    return place


def _is_read_by_program(place: Place) -> bool:
    return isinstance(place, tuple) and place[0] not in SPOKEN


def _is_key(given: FilterExpression) -> bool:
    """Say whether the variable names the key of a row."""
    if given.filters or not isinstance(given.var, Variable) or not given.var.lookups:
        return False
    last = given.var.lookups[-1]
    return last in {"pk", "id"} or last.endswith("_id")


def _inside(node: Node) -> Iterator[NodeList]:
    branches = getattr(node, "conditions_nodelists", None)  # of an `if`, whose `nodelist` is a copy
    if branches is not None:
        yield from (inside for _condition, inside in branches)
        return
    for name in node.child_nodelists:
        inside = getattr(node, name, None)
        if isinstance(inside, NodeList):
            yield inside


def _plain(node: VariableNode) -> PlainNumberNode:
    plain = PlainNumberNode(node.filter_expression)
    plain.token, plain.origin = node.token, node.origin
    return plain
