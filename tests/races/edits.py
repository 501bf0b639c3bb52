"""People who save the form of one warehouse, or of one product, at the same moment, all from the same page."""

from functools import partial

from django.db import connection
from django.test import Client

from shop.stock.models import Warehouse
from shop.user.models import User
from tests.shop.backoffice.edits_page import fields_of
from tests.shop.catalogue.factories import vase
from tests.shop.checkout.race import at_once
from tests.shop.factories import StaffFactory
from tests.shop.stock.factories import WarehouseFactory
from tests.sites import make_site

FIELDS = ("line1", "city", "postcode", "state")


def same_field(people):
    """Let so many change the city; return how many were kept and how many were asked."""
    address, sent = _page()
    found = at_once([partial(_save, address, sent | {"city": f"City {n}"}) for n in range(people)])
    return _what_is_there(found, kept=Warehouse.objects.filter(city__startswith="City").count())


def own_fields(rounds):
    """Let four change a field each, so many times; return how many of what they wrote is there."""
    found, kept = [], 0
    for _round in range(rounds):
        address, sent = _page()
        found += at_once([partial(_save, address, sent | {name: "Mine"}) for name in FIELDS])
        row = Warehouse.objects.values(*FIELDS).order_by("-pk").first()
        kept += sum(value == "Mine" for value in row.values())
    return _what_is_there(found, kept=kept)


def same_price(people):
    """Let so many change the price of a variant and its product's number; tell whether both are of one."""
    make_site() if not User.objects.exists() else None
    parent, (tide, _snow) = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 5))
    address = f"/cms/shop/catalogue/products/{parent.pk}/"
    sent = fields_of(_somebody().get(address))
    found = at_once(
        [
            partial(_save, address, sent | {"v-0-price": f"{n + 1}", "code": f"C{n + 1}"})
            for n in range(people)
        ]
    )
    parent.refresh_from_db()
    is_whole = parent.code == f"C{tide.stockrecords.get().price:.0f}"
    return _what_is_there(found, kept=int(is_whole))


def _page():
    make_site() if not User.objects.exists() else None
    warehouse = WarehouseFactory()
    address = f"/cms/warehouses/edit/{warehouse.pk}/"
    return address, fields_of(_somebody().get(address))


def _somebody():
    client = Client()
    client.force_login(StaffFactory(is_superuser=True))
    return client


def _save(address, sent):
    return _somebody().post(address, sent).status_code


def _what_is_there(found, *, kept):
    answers = {str(status): found.count(status) for status in sorted(set(found), key=str)}
    connection.close()
    return {"answers": answers, "kept": kept}
