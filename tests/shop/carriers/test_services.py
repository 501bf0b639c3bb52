"""Labels, numbers, links and settings of a carrier's account."""

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import connection

from shop.carriers.contract import PARCEL
from shop.carriers.interface import CarrierError, Label
from shop.carriers.models import check_tracking_template
from shop.carriers.registry import carrier_of, plugin_class
from shop.carriers.secrets import settings_of
from shop.carriers.services import make_label, next_label_number, tracking_url
from tests.shop.carriers.factories import carrier

pytestmark = pytest.mark.django_db
HERE = "tests.shop.carriers.test_services"


class Silent:
    """A plug-in whose labels are none."""

    title, settings = "Silent", ()

    def __init__(self, account):
        self.account = account

    def rates(self, parcel):
        return []

    def make_label(self, parcel):
        return Label(pdf=b"", tracking_number="")

    def tracking_url(self, number):
        return ""


def test_numbers_of_own_labels_follow_each_other_by_carrier():
    carrier("van")
    carrier("bike")

    assert [next_label_number(code) for code in ("van", "van", "bike")] == [1, 2, 1]


def test_a_label_has_the_prefix_that_staff_chose():
    label = make_label(carrier("van", settings={"prefix": "kc-7"}), PARCEL)

    assert (label.tracking_number, label.pdf[:4]) == ("KC70000000001", b"%PDF")


def test_a_label_that_is_none_is_refused(settings):
    settings.KILN_CARRIER_PLUGINS = [f"{HERE}.Silent"]

    with pytest.raises(CarrierError, match="no usable label"):
        make_label(carrier("mute", plugin=f"{HERE}.Silent"), PARCEL)


def test_the_database_alone_runs_no_code():
    account = carrier("odd", plugin="os.system")

    with pytest.raises(CarrierError, match="KILN_CARRIER_PLUGINS"):
        carrier_of(account)


@pytest.mark.parametrize(
    ("path", "problem"),
    [("nowhere.Nothing", "cannot be imported"), ("shop.carriers.interface.Parcel", "lacks title")],
)
def test_a_path_to_no_plug_in_is_named(path, problem):
    with pytest.raises(ImproperlyConfigured, match=problem):
        plugin_class(path)


def test_links_hold_the_number_as_part_of_a_path():
    account = carrier("van", tracking_template="https://example.com/{number}?x=1")

    assert tracking_url(account, "A/1 &2") == "https://example.com/A%2F1%20%262?x=1"
    assert tracking_url(account, "") == ""


def test_a_carrier_whose_plug_in_is_gone_keeps_its_links(settings):
    account = carrier("van", tracking_template="https://example.com/{number}")
    settings.KILN_CARRIER_PLUGINS = []

    assert tracking_url(account, "A1") == "https://example.com/A1"


@pytest.mark.parametrize(
    ("template", "is_one"),
    [
        ("https://example.com/{number}", True),
        ("https://example.com/", False),
        ("https://example.com/{number}{other}", False),
        ("https://example.com/{", False),
        ("javascript:alert({number})", False),
        ("{number}", False),
    ],
)
def test_a_link_needs_a_place_for_the_number(template, is_one):
    if is_one:
        check_tracking_template(template)
    else:
        with pytest.raises(ValidationError):
            check_tracking_template(template)


def test_settings_lie_encrypted():
    account = carrier("van", settings={"prefix": "KC", "key": "very-secret"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT settings FROM carriers_carrieraccount")
        (stored,) = cursor.fetchone()

    account.refresh_from_db()
    assert "very-secret" not in stored
    assert settings_of(account) == {"key": "very-secret", "prefix": "KC"}
