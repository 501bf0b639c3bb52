"""Marketing makes a sale, launches it, and somebody else approves it; it stands in the calendar."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.catalogue_promotions.models import CataloguePromotion
from shop.partner.models import SalePrice
from tests.config.roles.people import member
from tests.shop.backoffice.edits_page import fields_of
from tests.shop.catalogue_promotions.factories import sale
from tests.shop.factories import ProductFactory
from tests.shop.promotions.makers import need_approval

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
        "priority": "0",
        "goods": "all",
        **changed,
    }


def reduced():
    return [(row.stockrecord.product, row.price) for row in SalePrice.objects.filter(end=None)]


def act(client, sale, action, **values):
    values["digest"] = CataloguePromotion.objects.get(pk=sale.pk).digest
    return client.post(f"/cms/sale-prices/{sale.pk}/", {"action": action, **values}, follow=True)


def test_made_launched_changed_paused_ended_and_deleted(marketer):
    one, _other = ProductFactory(price="20.00"), ProductFactory(price="20.00")
    made_at = marketer.post(NEW, answers(goods="products", products=[one.pk]))
    made = CataloguePromotion.objects.get()
    url = f"/cms/sale-prices/{made.pk}/"
    assert (made_at.url, reduced()) == (url, [])
    act(marketer, made, "launch")
    assert reduced() == [(one, 15)]
    calendar = marketer.get("/cms/publishing-calendar/").context["entries"]
    assert [(entry.title, entry.note, entry.url) for entry in calendar] == [("Sale", "sale, running", url)]
    assert "15.00" in marketer.get(url).content.decode()

    form = f"/cms/sale-prices/edit/{made.pk}/"
    assert marketer.post(form, {**fields_of(marketer.get(form)), "value": "50"}).status_code == 302
    assert reduced() == [(one, 10)]
    act(marketer, made, "pause")
    assert reduced() == []
    act(marketer, made, "resume")
    assert reduced() == [(one, 10)]
    act(marketer, made, "end")
    assert reduced() == []
    assert "has ended already" in act(marketer, made, "end").content.decode()
    assert marketer.post(f"/cms/sale-prices/delete/{made.pk}/").status_code == 302
    assert not CataloguePromotion.objects.exists()


def test_asked_for_by_one_and_approved_by_another(client, marketer):
    need_approval()
    product = ProductFactory(price="20.00")
    marketer.post(NEW, answers())
    made = CataloguePromotion.objects.get()
    page = act(marketer, made, "launch").content.decode()
    assert "Somebody else has to approve it." in page
    act(marketer, made, "approve")
    assert reduced() == []

    client.force_login(member("marketing"))
    assert act(client, made, "refuse", reason=" ").status_code == 422
    act(client, made, "approve")
    assert reduced() == [(product, 15)]
    form = f"/cms/sale-prices/edit/{made.pk}/"
    client.post(form, {**fields_of(client.get(form)), "name": "Other words"})
    assert reduced() == [(product, 15)]
    client.post(form, {**fields_of(client.get(form)), "value": "50"})
    made.refresh_from_db()
    assert (made.state, reduced()) == ("draft", [])


def test_list_tells_each_state_and_filters_by_it(marketer):
    hour = timedelta(hours=1)
    now = timezone.now()
    sale(name="Runs now")
    sale(name="Begins later", start=now + hour, end=now + 2 * hour)
    sale(name="Ended", start=now - 2 * hour, end=now - hour)
    sale(name="Resting", is_on=False)
    sale(name="Asked for", state="waiting")
    names = {
        "running": "Runs now",
        "planned": "Begins later",
        "over": "Ended",
        "off": "Resting",
        "waiting": "Asked for",
    }
    for state, name in names.items():
        page = marketer.get("/cms/sale-prices/", {"status": state}).content.decode()
        assert [other for other in names.values() if other in page] == [name]


@pytest.mark.parametrize("number", [1, 6])
def test_list_costs_the_same_for_many(marketer, django_assert_max_num_queries, number):
    for _each in range(number):
        sale()
    marketer.get("/cms/sale-prices/")
    with django_assert_max_num_queries(20):
        marketer.get("/cms/sale-prices/")


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
    held = sale(state="waiting")
    client.force_login(member("content editor"))
    assert client.post(NEW, answers()).status_code == 403
    assert [act(client, held, name).status_code for name in ("approve", "pause")] == [403, 403]
    assert [(row.state, row.is_on) for row in CataloguePromotion.objects.all()] == [("waiting", True)]
