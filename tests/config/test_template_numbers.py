"""Numbers are grouped where people read them, never where a program does."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Engine
from django.template.loader import get_template

from config.template_numbers import PlainNumberNode, place_after

ROW = SimpleNamespace(pk=1887, id=1887, owner_id=1887, count=1887, price=Decimal("1234.50"), name="12 vases")


def said(text, **values):
    engine = Engine(
        loaders=[("config.template_loader.Loader", [("django.template.loaders.locmem.Loader", {"t": text})])]
    )
    return engine.get_template("t").render(Context({"row": ROW, **values}))


@pytest.mark.parametrize(
    ("template", "page"),
    [
        ("<p>{{ row.count }} pieces</p>", "<p>1,887 pieces</p>"),
        ('<li id="entry-{{ row.count }}">{{ row.count }}</li>', '<li id="entry-1887">1,887</li>'),
        (
            "<input value='{{ row.price }}' disabled>{{ row.price }}",
            "<input value='1234.50' disabled>1,234.50",
        ),
        ('<a href="?n={{ row.count }}" title="{{ row.count }}">', '<a href="?n=1887" title="1,887">'),
        ('<b aria-label="{{ row.count }}" data-n="{{ row.count }}">', '<b aria-label="1,887" data-n="1887">'),
        ("No. {{ row.pk }} {{ row.id }} {{ row.owner_id }}", "No. 1887 1887 1887"),
        ('<i id="{% if x %}a{% else %}b{% endif %}-{{ row.count }}">', '<i id="b-1887">'),
        ('<i {% if not x %}id="{{ row.count }}"{% endif %}>{{ row.count }}</i>', '<i id="1887">1,887</i>'),
        (
            "{% for n in rows %}<i id='{{ n }}'>{{ n }}</i>{% endfor %}",
            "<i id='1000'>1,000</i><i id='2'>2</i>",
        ),
        (
            '{% with n=row.count %}<i class="w-{{ n }}">{{ n }}</i>{% endwith %}',
            '<i class="w-1887">1,887</i>',
        ),
        ('<!-- <a id=" -->{{ row.count }} 1 < 2 {{ row.count }}', '<!-- <a id=" -->1,887 1 < 2 1,887'),
        ('<i id="{{ row.name }}" class="{{ flag }}">{{ flag }}', '<i id="12 vases" class="True">True'),
    ],
)
def test_number_is_grouped_where_people_read_it(template, page):
    assert said(template, rows=[1000, 2], flag=True) == page


def test_what_looks_like_markup_is_escaped_in_an_attribute():
    assert said('<i id="{{ typed }}">', typed='"><script>') == '<i id="&quot;&gt;&lt;script&gt;">'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("plain", None),
        ("<a", ""),
        ('<a href="x', ("href", '"')),
        ("<a href='x\"", ("href", "'")),
        ('<a href="x" ', ""),
        ('<a href="x">', None),
        ("a < b", None),
        ('<!-- <a href="', None),
    ],
)
def test_place_is_known_after_any_text(text, place):
    assert place_after(text, None) == place


def test_pages_of_the_shop_are_written_so():
    page = get_template("oscar/checkout/shipping_address.html").template

    plain = [str(node.filter_expression) for node in page.nodelist.get_nodes_by_type(PlainNumberNode)]
    assert plain.count("address.pk") == 3
