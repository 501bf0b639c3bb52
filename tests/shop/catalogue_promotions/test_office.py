"""Marketing makes a sale on one page; it stands in the publishing calendar."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.catalogue_promotions.models import CataloguePromotion
from shop.partner.models import SalePrice
from tests.config.roles.people import member
from tests.shop.backoffice.edits_page import fields_of
from tests.shop.factories import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
NEW = "/cms/sale-prices/new/"


@pytest.fixture
def marketer(client):
    client.force_login(member("marketing"))
    return client


def answers(**changed):
    start = timezone.now() - timedelta(hours=1)
    return {
        "name": "Sale",
        "kind": "percent",
        "value": "25",
        "start": f"{start:%Y-%m-%d %H:%M}",
        "is_on": "on",
        "priority": "0",
        "goods": "all",
        **changed,
    }


def test_made_changed_and_deleted(marketer):
    one, _other = ProductFactory(price="20.00"), ProductFactory(price="20.00")
    assert marketer.post(NEW, answers(goods="products", products=[one.pk])).status_code == 302
    made = CataloguePromotion.objects.get()
    assert [(row.stockrecord.product, row.price) for row in SalePrice.objects.all()] == [(one, 15)]
    calendar = marketer.get("/cms/publishing-calendar/").context["entries"]
    assert [entry.title for entry in calendar] == ["Sale"]
    assert "Sale" in marketer.get("/cms/sale-prices/").content.decode()

    url = f"/cms/sale-prices/edit/{made.pk}/"
    assert marketer.post(url, {**fields_of(marketer.get(url)), "value": "50"}).status_code == 302
    assert [(row.stockrecord.product, row.price) for row in SalePrice.objects.filter(end=None)] == [(one, 10)]
    assert marketer.post(f"/cms/sale-prices/delete/{made.pk}/").status_code == 302
    assert not SalePrice.objects.filter(end=None).exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"value": "101"}, "value"),
        ({"value": "0"}, "value"),
        ({"end": "2020-01-01 10:00"}, "end"),
        ({"start": ""}, "start"),
        ({"priority": "100000"}, "priority"),
        ({"goods": "collection", "collection": "999"}, "collection"),
        ({"goods": "category"}, "category"),
        ({"goods": "products"}, "products"),
    ],
    ids=[
        "over all",
        "nothing",
        "end before start",
        "no start",
        "priority",
        "no such collection",
        "no category",
        "no products",
    ],
)
def test_what_is_wrong_is_named_at_its_field(marketer, changed, field):
    response = marketer.post(NEW, answers(**changed))
    assert list(response.context["form"].errors) == [field]
    assert CataloguePromotion.objects.count() == 0


def test_others_may_not(client):
    client.force_login(member("content editor"))
    assert client.post(NEW, answers()).status_code == 403
    assert CataloguePromotion.objects.count() == 0
