"""Tables that become cards on a phone: each cell carries the name of its column."""

import re
from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Table

BOXES = "bulk_actions"
#: What is to be seen in a cell without a word in it.
SHOWN = re.compile(r"<(?:svg|img|input|select|button)\b")


class LabelledCell(Component):
    """A cell of Wagtail's with `data-label`, which the style sheet shows where a table's head has no room.

    One without anything in it has `data-empty`: a card leaves it out.
    """

    def __init__(self, cell: Component, label: str | Promise) -> None:
        self.cell, self.label = cell, label

    def render_html(self, parent_context: Mapping[str, object] | None = None) -> SafeString:
        """Draw the cell and name it; what does not begin with `<td` is left as it is."""
        html = str(self.cell.render_html(parent_context)).lstrip()
        if not self.label or not html.startswith("<td"):
            return mark_safe(html)
        is_empty = not SHOWN.search(html) and not strip_tags(html).strip()
        mark = mark_safe(" data-empty") if is_empty else ""
        named = format_html('<td data-label="{}"{}', self.label, mark)
        return mark_safe(named + html[len("<td") :])


class ListTable(Table):
    """Wagtail's table whose cells say which column they belong to."""

    classname = "listing backoffice-list"

    @property
    def rows(self) -> Iterator[object]:
        """Go through the rows."""
        for index, instance in enumerate(self.data):
            yield self.Row(self, instance, index)

    class Row(Table.Row):
        """A row of named cells."""

        def __getitem__(self, key: str) -> LabelledCell:
            column = self.columns[key]
            label = "" if column.name == BOXES else column.label  # Wagtail's has none but its name in English
            return LabelledCell(column.get_cell(self.instance), label)
