"""Carriers as staff set them up: services, secrets, a test link and a test label."""

import pytest
from django.urls import reverse

from shop.carriers.interface import Setting
from shop.carriers.models import CarrierAccount
from shop.carriers.secrets import settings_of
from tests.crm_core.factories import staff_with
from tests.shop.carriers.factories import OWN_LABELS, carrier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
RIGHTS = [f"carriers.{action}_carrieraccount" for action in ("add", "change", "view", "delete")]


class Keyed:
    """A plug-in with a key."""

    title = "Keyed"
    settings = (
        Setting(name="key", label="API key", is_secret=True, is_required=True),
        Setting(name="account", label="Account"),
    )

    def __init__(self, account):
        self.account = account

    def rates(self, parcel):
        return []

    def make_label(self, parcel):
        raise NotImplementedError

    def tracking_url(self, number):
        return ""


@pytest.fixture
def staff(client):
    client.force_login(staff_with(*RIGHTS))
    return client


@pytest.fixture
def keyed(settings):
    settings.KILN_CARRIER_PLUGINS = [OWN_LABELS, f"{__name__}.Keyed"]
    return carrier("keyed", plugin=f"{__name__}.Keyed", settings={"key": "sk-very-secret-1234"})


def address(account):
    return reverse("carriers:settings", args=[account.pk])


def test_a_carrier_is_made_with_its_services(staff):
    typed = {"name": "Own van", "plugin": OWN_LABELS, "position": "0", "is_enabled": "on"}
    rows = {
        "services-TOTAL_FORMS": "1",
        "services-INITIAL_FORMS": "0",
        "services-MIN_NUM_FORMS": "0",
        "services-MAX_NUM_FORMS": "9",
        "services-0-name": "Parcel",
        "services-0-code": "parcel",
    }
    link = {"tracking_template": "https://example.com/"}

    refused = staff.post(reverse("carriers:add"), {**typed, **rows, **link})
    made = staff.post(reverse("carriers:add"), {**typed, **rows})

    assert "Write {number} where" in refused.content.decode()
    account = CarrierAccount.objects.get()
    assert (made.status_code, account.code) == (302, "own-van")
    assert [service.code for service in account.services.all()] == ["parcel"]


def test_a_secret_is_never_shown_and_stays_where_nothing_is_typed(staff, keyed):
    page = staff.get(address(keyed)).content.decode()
    staff.post(address(keyed), {"key": "", "account": "42"})

    keyed.refresh_from_db()
    assert ("very-secret" in page, "••••1234" in page) == (False, True)
    assert settings_of(keyed) == {"key": "sk-very-secret-1234", "account": "42"}
    staff.post(address(keyed), {"key": "sk-another-secret", "account": ""})
    keyed.refresh_from_db()
    assert settings_of(keyed) == {"key": "sk-another-secret"}


def test_a_needed_secret_is_asked_for(staff, keyed):
    CarrierAccount.objects.update(settings="")

    page = staff.post(address(keyed), {"key": "", "account": "42"})

    assert page.context["form"].errors == {"key": ["This field is required."]}


def test_the_link_and_the_label_are_tried(staff):
    account = carrier("van", tracking_template="https://example.com/{number}")

    page = staff.get(address(account)).content.decode()
    label = staff.post(reverse("carriers:test-label", args=[account.pk]))

    assert "https://example.com/00340434161094021501" in page
    assert (label.content[:4], label["Content-Type"]) == (b"%PDF", "application/pdf")


def test_a_plug_in_that_is_gone_is_said(staff, settings):
    account = carrier("odd", plugin="nowhere.Nothing")
    settings.KILN_CARRIER_PLUGINS = []

    page = staff.get(address(account))
    answer = staff.post(reverse("carriers:test-label", args=[account.pk]), follow=True)

    assert (page.status_code, "cannot be imported" in page.content.decode()) == (200, True)
    assert "KILN_CARRIER_PLUGINS" in answer.content.decode()


def test_nobody_else_gets_in_and_nobody_deletes(client):
    account = carrier("van")
    client.force_login(staff_with("order.view_order"))
    for url in (reverse("carriers:index"), address(account)):
        assert client.get(url).status_code == 403
    client.force_login(staff_with(*RIGHTS))

    assert client.post(reverse("carriers:delete", args=[account.pk])).status_code == 403
    assert CarrierAccount.objects.count() == 1
