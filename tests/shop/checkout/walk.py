"""The way through the checkout with the Django client, for tests that start somewhere on it."""

from django.urls import reverse
from django.utils import timezone

from shop.stock.models import Reservation
from shop.stock.services import release_expired
from tests.shop.factories import CountryFactory

ADDRESS = {
    "country": "DE",
    "first_name": "Ada",
    "last_name": "Potter",
    "line1": "Am Brennofen 1",
    "postcode": "01662",
    "line4": "Meissen",
}


def url(name, *args):
    return reverse(f"checkout:{name}", args=args)


def fill_basket(client, *products, quantity=1):
    for product in products:
        client.post(reverse("basket:add", args=[product.pk]), {"quantity": quantity})


def walk_to_review(client, *products, quantity=1, country=True):
    """Fill the basket and answer every step as a guest (or as the user who is logged in)."""
    if country:
        CountryFactory(display_order=1)
    fill_basket(client, *products, quantity=quantity)
    client.post(url("index"), {"email": "ada@example.com"})
    client.post(url("shipping-address"), ADDRESS)
    client.post(url("shipping-method"), {"method_code": "standard"})
    client.post(url("payment-method"), {"method": "bank-transfer"})
    return review(client)


def review(client):
    """Return what the review page sends back."""
    page = client.get(url("preview"))
    assert page.status_code == 200, page.url
    return {key: page.context[key] for key in ("order_number", "fingerprint")}


def words(response):
    return [str(message) for message in response.context["messages"]]


def let_holds_expire():
    """Let the time of everybody who is paying be over."""
    Reservation.objects.update(expires_at=timezone.now())
    release_expired()
