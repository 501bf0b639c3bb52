"""Tables that become cards on a phone: each cell carries the name of its column."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.template import Context
from django.template.base import render_value_in_context
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.timezone import localtime
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, Table

from shop.backoffice.templatetags.backoffice_tags import since

BOXES = "bulk_actions"
PLAIN, DATE = Column.cell_template_name, DateColumn.cell_template_name
_CONTEXT = Context()
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
        if (html := plain_html(self.cell, parent_context)) is None:
            html = str(self.cell.render_html(parent_context)).lstrip()
        if not self.label or not html.startswith("<td"):
            return mark_safe(html)
        is_empty = not SHOWN.search(html) and not strip_tags(html).strip()
        mark = mark_safe(" data-empty") if is_empty else ""
        named = format_html('<td data-label="{}"{}', self.label, mark)
        return mark_safe(named + html[len("<td") :])


def plain_html(cell: Component, parent_context: Mapping[str, object] | None) -> str | None:
    """Write a cell of nothing but a value as Wagtail's template does; None for every other cell.

    Rendering a template for each of six hundred cells takes as long as the rest of the page.
    """
    column = getattr(cell, "column", None)
    template = getattr(column, "cell_template_name", "")
    if type(cell) is not BaseColumn.Cell or template not in {PLAIN, DATE}:
        return None
    if type(column).render_cell_html is not BaseColumn.render_cell_html:  # type: ignore[union-attr]
        return None
    value = column.get_cell_context_data(cell.instance, parent_context or {})["value"]  # type: ignore[union-attr]
    if template == DATE:
        shown = _date_html(value) if value else ""
    else:
        shown = "" if value is None else render_value_in_context(value, _CONTEXT)
    kind = format_html(' class="{}"', column.classname) if column.classname else ""  # type: ignore[union-attr]
    return format_html("<td{}>{}</td>", kind, shown)


def _date_html(value: date) -> SafeString:
    """Tell how long ago a day or moment was, with itself as a tip, as `human_readable_date.html` does."""
    kind = "DATE_FORMAT"
    if isinstance(value, datetime):
        kind, value = "DATETIME_FORMAT", localtime(value)
    return format_html(
        '<button type="button" class="w-human-readable-date" data-controller="w-tooltip"'
        ' data-w-tooltip-content-value="{}" data-w-tooltip-placement-value="top">'
        '<time class="w-human-readable-date__date" datetime="{}">{}</time></button>',
        date_format(value, kind),
        date_format(value, "c"),
        capfirst(since(value)),
    )


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
