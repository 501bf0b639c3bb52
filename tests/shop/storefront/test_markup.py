"""Components that are written without a template: what stands in them, and that nothing breaks out of them."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from search.listing import FacetChoice
from shop.catalogue.images import Picture
from shop.storefront.cards import CardPrice, ProductCard, Stock, Swatch
from shop.storefront.markup import card_html, facet_choices_html, price_html, swatch_html

EVIL = "\"><script>alert('x')</script>"


def card(**facts):
    known = {"product_id": 7, "title": "Bowl", "url": "/bowl_7/", "image": None, "price": None}
    return ProductCard(**{**known, "stock": Stock(state="good", text=""), **facts})


def test_a_card_says_what_it_is_what_it_costs_and_in_what_it_comes():
    html = card_html(
        card(
            image=Picture(name="bowl.jpg", alt="A bowl"),
            price=CardPrice(amount=Decimal("148.00"), currency="EUR", was=Decimal("160.50"), is_from=True),
            swatches=(
                Swatch(name="Celadon", colours="#aabbcc"),
                Swatch(name="Ash", colours="#112233,#445566"),
            ),
            more_swatches=2,
            tag="Only 2 left",
        ),
        eager=True,
        note="wished for",
    )

    parts = (
        'data-product="7"',
        'alt="A bowl" fetchpriority="high"',
        '<span class="tag">Only 2 left</span>',
        '<h3><a href="/bowl_7/">Bowl</a></h3>',
        '<s><span class="visually-hidden">Before:</span> €160.50</s> <span class="now">from €148</span>',
        '<p class="note">wished for</p>',
        '<span class="visually-hidden">Comes in: Celadon, Ash</span>',
        '<span class="more" aria-hidden="true">+2</span>',
    )
    assert [part for part in parts if part not in html] == []


def test_a_price_is_said_in_the_readers_words():
    price = CardPrice(amount=Decimal(12), currency="EUR", includes_tax=False, pack_size=6)
    assert "for 6, €2.00 each" in price_html(price)
    assert price_html(price, large=True).endswith(' <span class="small muted">without tax</span></p>')
    with translation.override("zh-hans"):
        assert "without tax" not in price_html(price, large=True)
    assert price_html(None) == ""


def test_nothing_breaks_out():
    choice = FacetChoice(
        name=EVIL, slug=EVIL, label=EVIL, count=1234, is_selected=True, swatch=EVIL, url=EVIL
    )
    picture = Picture(name=EVIL, alt=EVIL)
    made = [
        card_html(card(title=EVIL, url=EVIL, tag=EVIL, image=picture), note=EVIL),
        card_html(card(swatches=(Swatch(name=EVIL, colours=EVIL),))),
        facet_choices_html([choice]),
        swatch_html(EVIL, EVIL),
    ]

    assert [html for html in made if "<script" in html] == []
    assert 'checked><svg class="swatch swatch-m"' in made[2]
    assert '<span class="n num">1,234</span>' in made[2]


@pytest.mark.parametrize(
    ("component", "expected"),
    [("product_card", '<article class="card"'), ("price", ""), ("swatch", "<svg"), ("facet", "Glaze")],
)
def test_templates_include_them_as_ever(component, expected):
    facet = {"label": "Glaze", "first_choices": (), "further_choices": ()}
    given = {"card": card(), "price": None, "swatch": "#aabbcc", "facet": facet}
    html = Template(f'{{% include "components/{component}.html" %}}').render(Context(given))

    assert expected in html


@pytest.mark.parametrize(
    ("was", "lowest", "percent"),
    [
        ("160", "160", 25),
        ("160", "150", 20),
        ("200", "120", 0),
        ("200", "100", 0),
        ("160", None, 25),
        ("0", "0", 0),
    ],
)
def test_a_reduction_is_reckoned_from_the_lowest_price_before(was, lowest, percent):
    price = CardPrice(
        amount=Decimal(120), currency="EUR", was=Decimal(was), lowest=Decimal(lowest) if lowest else None
    )
    assert price.percent_off == percent
    assert ("percent-off" in price_html(price)) == bool(percent)
