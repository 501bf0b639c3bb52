"""Cells that are written without a template are those of Wagtail's templates."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from shop.backoffice.tables import plain_html

CONTEXT = {"row": None, "table": None}


def squashed(html):
    return " ".join(str(html).replace("<", " <").replace(">", "> ").split()).replace("<td >", "<td>")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        (Column("v"), "<b>Anna & Co</b>"),
        (Column("v"), None),
        (Column("v"), 1234567),
        (Column("v"), Decimal("1234.50")),
        (Column("v", classname="numeric"), ""),
        (DateColumn("v"), timezone.now() - timedelta(days=40)),
        (DateColumn("v"), date(2024, 2, 29)),
        (DateColumn("v"), None),
    ],
    ids=["markup", "none", "int", "decimal", "class", "moment", "day", "no-day"],
)
def test_cell_is_wagtails(language, column, value):
    cell = column.get_cell(SimpleNamespace(v=value))
    with translation.override(language):
        assert squashed(plain_html(cell, CONTEXT)) == squashed(cell.render_html(CONTEXT))


def test_other_cells_are_left_to_their_templates():
    class Own(Column):
        def render_cell_html(self, instance, parent_context):
            return "<td>own</td>"

    assert plain_html(Own("v").get_cell(SimpleNamespace(v=1)), CONTEXT) is None
    assert plain_html(TitleColumn("v").get_cell(SimpleNamespace(v=1)), CONTEXT) is None
