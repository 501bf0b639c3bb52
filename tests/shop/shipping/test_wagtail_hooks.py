import pytest

from shop.backoffice.edits.views import CONFLICT
from shop.shipping.models import DeliveryOption, DeliveryRate, DeliveryZone
from shop.shipping.table import delivery_codes, delivery_terms
from tests.crm_core.factories import staff_with
from tests.shop.backoffice.edits_page import fields_of
from tests.shop.factories import CountryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
METHODS, ZONES = "/cms/delivery-methods/", "/cms/delivery-zones/"
RIGHTS = [
    f"shipping.{action}_{model}"
    for action in ("add", "change", "view", "delete")
    for model in ("deliveryoption", "deliveryzone")
]
ROWS = {
    "rates-TOTAL_FORMS": "1",
    "rates-INITIAL_FORMS": "0",
    "rates-MIN_NUM_FORMS": "0",
    "rates-MAX_NUM_FORMS": "9",
}


@pytest.fixture
def admin(client):
    client.force_login(staff_with(*RIGHTS))
    return client


@pytest.fixture
def home():
    CountryFactory()
    CountryFactory(iso_3166_1_a2="FR", printable_name="France")
    made = DeliveryZone.objects.create(name="Home")
    made.countries.set(["DE"])
    return made


def row(zone, price, **more):
    return {"rates-0-zone": zone.pk, "rates-0-price": price, "rates-0-working_days": "2", **more}


def test_a_method_is_made_with_its_price(admin, home):
    typed = {"name_en": "By bike", "position": "0", "is_enabled": "on", **ROWS, **row(home, "3.50")}

    assert admin.post(f"{METHODS}new/", typed).status_code == 302

    assert delivery_codes() == ["by-bike"]
    assert str(delivery_terms("by-bike", "DE").price) == "3.50"
    admin.post(f"{METHODS}new/", typed)
    assert delivery_codes() == ["by-bike", "by-bike-2"]


@pytest.mark.parametrize(
    ("price", "words"), [("-1", "greater than or equal to 0"), ("3.505", "no more than 2 decimal places")]
)
def test_a_price_that_is_none_is_refused_and_kept_as_typed(admin, home, price, words):
    refused = admin.post(f"{METHODS}new/", {"name_en": "Bike", "position": "0", **ROWS, **row(home, price)})

    page = refused.content.decode()
    assert (words in page, f'value="{price}"' in page) == (True, True)
    assert not DeliveryOption.objects.exists()


def test_two_people_at_once_merge_and_are_asked(admin, home):
    admin.post(
        f"{METHODS}new/", {"name_en": "Bike", "position": "0", "is_enabled": "on", **ROWS, **row(home, "3")}
    )
    address = f"{METHODS}edit/{DeliveryOption.objects.get().pk}/"
    mine, theirs = (fields_of(admin.get(address)) for _person in range(2))

    admin.post(address, theirs | {"rates-0-price": "4"})
    merged = admin.post(address, mine | {"name_en": "Bicycle"})
    refused = admin.post(address, mine | {"rates-0-price": "5"})

    assert (merged.status_code, refused.status_code) == (302, CONFLICT)
    assert (DeliveryOption.objects.get().name_en, DeliveryRate.objects.get().price) == ("Bicycle", 4)


def test_a_country_of_another_zone_is_refused_with_that_zones_name(admin, home):
    refused = admin.post(f"{ZONES}new/", {"name": "Far", "position": "1", "countries": ["DE", "FR"]})

    assert "These countries are in another zone: Germany (Home)." in refused.content.decode()
    assert DeliveryZone.objects.count() == 1
    assert (
        admin.post(f"{ZONES}new/", {"name": "Far", "position": "1", "countries": ["FR"]}).status_code == 302
    )


def test_nobody_deletes_a_method_and_nobody_a_zone_that_has_a_price(admin, home):
    admin.post(
        f"{METHODS}new/", {"name_en": "Bike", "position": "0", "is_enabled": "on", **ROWS, **row(home, "3")}
    )

    assert admin.post(f"{METHODS}delete/{DeliveryOption.objects.get().pk}/").status_code == 403
    admin.post(f"{ZONES}delete/{home.pk}/")
    assert (DeliveryOption.objects.count(), DeliveryZone.objects.count()) == (1, 1)


def test_who_lacks_the_right_changes_nothing(client, home):
    client.force_login(staff_with("order.view_order"))

    assert [client.get(address).status_code for address in (METHODS, ZONES)] == [403, 403]
    assert client.post(f"{METHODS}new/", {"name_en": "Bike", **ROWS}).status_code == 403
    assert not DeliveryOption.objects.exists()
