from decimal import Decimal

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from oscar.core.loading import get_model

from shop.catalogue.models import ProductClass
from shop.configuration.models import MoneySettings
from shop.identity.models import ShopSettings
from shop.partner.models import Partner
from shop.setup.steps import PERMISSION, STEPS, progress
from shop.shipping.table import DeliveryTerms, delivery_codes, delivery_terms
from shop.stock.models import Warehouse
from tests.crm_core.factories import staff_with
from tests.shop.factories import CountryFactory, ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
HOME, SETUP = "/cms/", "/cms/setup/"
ADDRESSES = [SETUP, *(f"{SETUP}{step.name}/" for step in STEPS)]


@pytest.fixture
def user():
    return staff_with(*{step.permission for step in STEPS})


@pytest.fixture
def admin(client, user):
    client.force_login(user)
    return client


def done():
    return {entry.step.name for entry in progress(ShopSettings.objects.first()) if entry.is_done}


def test_empty_installation_begins_with_the_checklist(admin):
    text = admin.get(HOME).content.decode()

    assert "0 of 8 steps are done" in text
    assert f"{SETUP}shop/" in text
    assert done() == set()


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_step_opens_for_administrators_alone(client, admin, address):
    assert admin.get(address).status_code == 200
    client.force_login(staff_with("order.view_order"))
    assert client.get(address).status_code == 403
    assert client.post(address, {"name": "Mine"}).status_code in {403, 405}
    assert not ShopSettings.objects.filter(name="Mine").exists()
    assert "steps are done" not in client.get(HOME).content.decode()


def test_a_step_of_an_area_needs_the_areas_permission_too(client):
    client.force_login(staff_with(PERMISSION))

    refused = {step.name for step in STEPS if client.get(f"{SETUP}{step.name}/").status_code == 403}

    assert refused == {"money", "tax", "delivery", "payment", "mail"}
    assert client.post(f"{SETUP}money/", {"currency": "JPY"}).status_code == 403
    assert not MoneySettings.objects.exists()


def test_name_is_kept_and_seen_at_once(client, admin):
    assert "Ofen und Ton" not in client.get("/shop/basket/").content.decode()

    response = admin.post(f"{SETUP}shop/", {"name": "Ofen und Ton", "tagline": "Fired twice."})

    assert response.url == f"{SETUP}money/"
    page = client.get("/shop/basket/").content.decode()
    assert ("Ofen und Ton" in page, "Fired twice." in page) == (True, True)
    assert done() == {"shop"}


def test_step_without_a_name_says_so_and_keeps_what_was_typed(admin):
    response = admin.post(f"{SETUP}shop/", {"name": "", "tagline": "Fired twice."})

    assert response.status_code == 422
    assert "Fired twice." in response.content.decode()


def test_warehouse_is_opened_with_its_seller(admin):
    country = CountryFactory()
    response = admin.post(
        f"{SETUP}warehouse/",
        {
            "name": "Workshop",
            "city": "Meissen",
            "country": country.pk,
            "cutoff_time": "14:00",
            "time_zone": "Europe/Berlin",
            "working_days": "12345",
        },
    )

    assert response.url == f"{SETUP}delivery/"
    assert Warehouse.objects.get().seller == Partner.objects.get()
    assert done() == {"warehouse"}


def test_first_delivery_method_goes_where_it_was_ticked(admin, settings):
    settings.KILN_DELIVERY = {}
    admin.get(f"{SETUP}delivery/")
    typed = {"name": "Post", "countries": ["DE", "AT"], "price": "4.90", "free_from": "", "working_days": "2"}

    response = admin.post(f"{SETUP}delivery/", typed)

    assert response.url == f"{SETUP}payment/"
    assert done() == {"delivery"}
    assert (delivery_codes(), delivery_terms("post", "AT"), delivery_terms("post", "FR")) == (
        ["post"],
        DeliveryTerms(price=Decimal("4.90"), free_from=None, working_days=2),
        None,
    )
    countries = get_model("address", "Country").objects.filter(is_shipping_country=True)
    assert sorted(countries.values_list("pk", flat=True)) == ["AT", "DE"]
    again = admin.post(f"{SETUP}delivery/", typed | {"name": "Again"})
    assert (again.status_code, delivery_codes()) == (302, ["post"])


def test_mail_is_sent_to_who_asks(admin, user):
    admin.post(f"{SETUP}mail/", {"attempt": "1"})

    assert [letter.to for letter in mail.outbox] == [[user.email]]
    assert done() == set()
    admin.post(f"{SETUP}mail/", {"port": "587", "security": "starttls"})
    assert done() == {"mail"}


def test_mail_that_cannot_be_sent_says_why(admin, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Closed"

    page = admin.post(f"{SETUP}mail/", {"attempt": "1"}).content.decode()

    assert "nobody listens there" in page


class Closed(EmailBackend):
    """A server that is not there."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("nobody listens there")


def test_product_for_sale_is_the_last_step(admin):
    ProductFactory(is_public=False)
    assert "product" not in done()
    ProductFactory()
    assert "product" in done()


def test_steps_bring_what_they_need_and_only_once(admin):
    for _again in range(2):
        assert 'value="DE"' in admin.get(f"{SETUP}warehouse/").content.decode()
        admin.get(f"{SETUP}product/")

    assert get_model("address", "Country").objects.count() > 200
    assert [kind.name for kind in ProductClass.objects.all()] == ["Products"]


def test_checklist_can_be_put_away(admin):
    admin.post(f"{SETUP}finish/")

    assert "steps are done" not in admin.get(HOME).content.decode()
    assert admin.get(SETUP).status_code == 200
