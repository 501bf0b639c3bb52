"""No page of the storefront is drawn by Oscar's own templates."""

from pathlib import Path

import oscar
import pytest
from django.apps import apps
from django.urls import URLPattern, reverse
from oscar.core.loading import get_model

from shop.customer.models import ProductAlert
from tests.shop.factories import (
    BasketFactory,
    CategoryFactory,
    OrderFactory,
    ProductFactory,
    UserAddressFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
OSCARS = str(Path(oscar.__file__).parent / "templates")


def patterns(found, namespace="", words=()):
    """Yield every named URL of Oscar's storefront with its keywords."""
    for entry in found:
        here = (*words, *(entry.pattern.converters or entry.pattern.regex.groupindex))
        if isinstance(entry, URLPattern):
            if entry.name:
                yield f"{namespace}{entry.name}", here
        else:
            name = entry.namespace
            yield from patterns(entry.url_patterns, f"{namespace}{name}:" if name else namespace, here)


@pytest.fixture
def world():
    """One of everything that an address can name, and its owner."""
    user = UserFactory()
    product = ProductFactory(title="Bowl", categories=[CategoryFactory(name="Bowls")])
    order = OrderFactory(user=user, lines=[product])
    wishlist = get_model("wishlists", "WishList").objects.create(owner=user, name="Wedding")
    wishlist.add(product)
    shelf = get_model("offer", "Range").objects.create(name="Brush", slug="brush", is_public=True)
    shelf.add_product(product)
    offer_models = {name: get_model("offer", name) for name in ("Condition", "Benefit", "ConditionalOffer")}
    condition = offer_models["Condition"].objects.create(range=shelf, type="Count", value=2)
    benefit = offer_models["Benefit"].objects.create(range=shelf, type="Percentage", value=10)
    offer_models["ConditionalOffer"].objects.create(
        name="Two bowls", slug="two-bowls", condition=condition, benefit=benefit
    )
    BasketFactory(owner=user, lines=[product])
    alert = ProductAlert.objects.create(user=user, product=product)
    return user, {
        "product_slug": product.slug,
        "category_slug": "bowls",
        "product_pk": product.pk,
        "order_number": order.number,
        "line_id": order.lines.get().pk,
        "line_pk": wishlist.lines.get().pk,
        "key": wishlist.key,
        "to_key": wishlist.key,
        "hash": order.verification_hash(),
        "token": "none",
        "action": "default_for_shipping",
        ("catalogue:category", "pk"): product.categories.get().pk,
        ("customer:address-detail", "pk"): UserAddressFactory(user=user).pk,
        ("catalogue:range", "slug"): "brush",
        ("offer:detail", "slug"): "two-bowls",
        "slug": "brush",
        "pk": product.pk,
        "alert": alert.pk,
    }


def test_every_page_is_drawn_by_our_own_templates(client, world):
    user, samples = world
    seen, foreign = set(), {}
    for name, words in sorted(set(patterns(apps.get_app_config("oscar").urls[0]))):
        kwargs = {word: samples.get((name, word), samples.get(word, 1)) for word in words}
        for visitor in (None, user):
            client.logout()
            if visitor:
                client.force_login(visitor)
            response = client.get(reverse(name, kwargs=kwargs))
            assert response.status_code < 500, name
            origins = {t.origin.name for t in response.templates if getattr(t, "origin", None)}
            if origins:
                seen.add(name)
            if theirs := {origin for origin in origins if origin.startswith(OSCARS)}:
                foreign[name] = theirs

    assert foreign == {}
    assert seen >= {"offer:list", "offer:detail", "catalogue:range", "catalogue:detail", "basket:summary"}


def test_a_collection_and_an_offer_show_cards(client, world):
    _user, _samples = world

    for address in (reverse("catalogue:range", args=["brush"]), reverse("offer:detail", args=["two-bowls"])):
        html = client.get(address).content.decode()
        assert html.count('<article class="card"') == 1
    assert "Two bowls" in client.get(reverse("offer:list")).content.decode()
