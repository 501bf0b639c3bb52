"""An offer for everybody stands on the product's page and on its card, before anything is in a basket."""

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from shop.partner.buyers import buyer_for
from shop.storefront.cards import product_cards
from tests.shop.catalogue.factories import vase
from tests.shop.factories import ProductFactory
from tests.shop.offer.makers import make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
Range = get_model("offer", "Range")


def on(offer, *products):
    """Let an offer be for these products only."""
    chosen = Range.objects.create(name=f"Range of {offer.name}")
    for product in products:
        chosen.add_product(product)
    type(offer.condition).objects.filter(pk=offer.condition.pk).update(range=chosen)
    type(offer.benefit).objects.filter(pk=offer.benefit.pk).update(range=chosen)
    return offer


def labels(shown):
    return [offer.label for offer in shown.offers]


def test_page_and_card_tell_what_applies_and_lead_to_its_page(client):
    bowl, cup = ProductFactory(), ProductFactory()
    offer = on(make_offer(name="Bowls in May"), bowl)

    cards = product_cards([bowl.pk, cup.pk], buyer=buyer_for())
    pages = [client.get(each.get_absolute_url()) for each in (bowl, cup)]

    assert [labels(card) for card in cards] == [["10% off"], []]
    assert [labels(page.context["page"]) for page in pages] == [["10% off"], []]
    (told,) = pages[0].context["page"].offers
    assert (told.name, told.url) == ("Bowls in May", offer.get_absolute_url())
    assert f'href="{told.url}"' in pages[0].content.decode()
    listing = client.get(told.url)
    assert [product.pk for product in listing.context["products"]] == [bowl.pk]
    assert (listing.context["label"], listing.context["conditions"]) == ("10% off", [])


def test_card_and_page_tell_of_the_variant_that_they_show(client):
    parent, (tide, snow) = vase(("Tide", "28 cm", "48", 6), ("Snow", "28 cm", "52", 4))
    offer = on(make_offer(name="Snow"), snow)

    (plain,) = product_cards([parent.pk], buyer=buyer_for())
    (found,) = product_cards([parent.pk], buyer=buyer_for(), matches={parent.pk: [snow.pk]})

    assert (labels(plain), labels(found)) == ([], ["10% off"])
    for variant, expected in ((tide, []), (snow, ["10% off"])):
        page = client.get(f"{parent.get_absolute_url()}?sku={variant.upc}").context["page"]
        assert labels(page) == expected
    products = client.get(offer.get_absolute_url()).context["products"]
    assert [product.pk for product in products] == [snow.pk]


def test_what_has_no_price_is_on_no_offer(client):
    make_offer()
    bowl = ProductFactory(price=None)

    assert labels(client.get(bowl.get_absolute_url()).context["page"]) == []
    assert [labels(card) for card in product_cards([bowl.pk], buyer=buyer_for())] == [[]]


@pytest.mark.parametrize(("language", "words"), [("en", "10% off"), ("zh-hans", "九折"), ("zh-hant", "九折")])
def test_it_is_told_in_the_reader_s_language(client, language, words):
    make_offer(name="Everything in May", name_zh_hans="五月全场", name_zh_hant="五月全場")
    prefix = "" if language == "en" else f"/{language}"
    path = ProductFactory().get_absolute_url()

    (told,) = client.get(f"{prefix}{path}").context["page"].offers

    assert told.label == words
    assert told.name == {"en": "Everything in May", "zh-hans": "五月全场", "zh-hant": "五月全場"}[language]


def test_the_list_of_offers_says_what_each_gives(client):
    make_offer(name="Everything in May")

    assert "<p>10% off</p>" in client.get(reverse("offer:list")).content.decode()
