"""An order that was written without a network: taken once, and never unseen where something has changed."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from crm_core.offline import services
from crm_core.offline.models import OfflineOrder
from crm_core.order_entry import drafts
from crm_core.order_entry.models import OrderDraft
from shop.b2b.models import Company
from shop.order.models import Order
from shop.partner.models import StockRecord
from tests.crm_core.factories import CompanyFactory, rep_with
from tests.crm_core.offline.conftest import RIGHTS
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.django_db

CREATED, FORBIDDEN, MISSING, CONFLICT, UNPROCESSABLE = 201, 403, 404, 409, 422


def held():
    """What the draft holds, product by product; nothing where there is no draft."""
    draft = OrderDraft.objects.first()
    return list(draft.basket.lines.order_by("pk").values_list("product__title", "quantity")) if draft else []


def look(client, key):
    return client.get(reverse("offline_order", args=[key]))


def confirm(client, key, page=None):
    seen = (page or look(client, key)).context["comparison"].fingerprint
    return client.post(reverse("offline_order", args=[key]), {"do": "confirm", "seen": seen})


def reprice(product, price):
    StockRecord.objects.filter(product=product).update(price=price)


def test_order_goes_into_the_draft_and_nothing_is_placed(send, written, customer, rep):
    answer = send("offline_orders", written())

    assert (answer.status_code, answer.json()) == (
        CREATED,
        {"state": "taken", "url": reverse("order_entry", args=[customer.pk])},
    )
    draft = OrderDraft.objects.get()
    assert (draft.by, draft.channel, draft.reason) == (rep, "visit", "Asked at the door")
    assert (held(), Order.objects.count()) == ([("Tide bowl", 2)], 1)
    kept = OfflineOrder.objects.get()
    assert (kept.state, kept.draft, kept.lines, kept.remark) == ("taken", draft, [], "")


def test_sent_again_it_is_answered_as_before_and_taken_once(send, written):
    data = written()
    first, second = send("offline_orders", data), send("offline_orders", data)

    assert first.json() == second.json()
    assert (held(), OfflineOrder.objects.count()) == ([("Tide bowl", 2)], 1)


def test_two_devices_are_two_orders_and_the_second_is_confirmed(client, send, written):
    one, other = written(), written(pieces=1)
    send("offline_orders", one)
    answer = send("offline_orders", other)

    assert (answer.json()["state"], held()) == ("waiting", [("Tide bowl", 2)])
    page = look(client, other["key"])
    assert "holds 2 pieces already" in page.text
    assert confirm(client, other["key"], page).status_code == 302
    assert held() == [("Tide bowl", 3)]


def test_changed_price_waits_and_is_taken_at_the_price_that_was_confirmed(client, send, written, bowl):
    data = written()
    reprice(bowl, 25)
    answer = send("offline_orders", data)

    assert (answer.json(), held()) == (
        {"state": "waiting", "url": reverse("offline_order", args=[data["key"]])},
        [],
    )
    page = look(client, data["key"])
    assert ("Another price." in page.text, OrderDraft.objects.exists()) == (True, False)
    reprice(bowl, 30)
    again = confirm(client, data["key"], page)
    assert (again.status_code, "changed again" in again.text, held()) == (CONFLICT, True, [])
    assert confirm(client, data["key"], again).status_code == 302
    assert held() == [("Tide bowl", 2)]
    # A second click lands on the same draft.
    assert confirm_again(client, data["key"]).status_code == 302
    assert held() == [("Tide bowl", 2)]


def test_second_confirmation_takes_nothing_once_more(client, send, written, bowl):
    data = written()
    reprice(bowl, 25)
    send("offline_orders", data)
    stale = OfflineOrder.objects.get()
    seen = look(client, data["key"]).context["comparison"].fingerprint
    assert services.confirm(stale, seen=seen)
    again = OfflineOrder.objects.get()
    # As the second of two clicks finds it, which looked before the first had decided.
    waiting = OfflineOrder(
        pk=again.pk, customer=again.customer, by=again.by, lines=data["lines"], key=again.key
    )
    comparison = services.compare(waiting)
    assert not services.confirm(waiting, seen=comparison.fingerprint)
    assert held() == [("Tide bowl", 2)]


def confirm_again(client, key):
    return client.post(reverse("offline_order", args=[key]), {"do": "confirm", "seen": "x"})


def test_less_stock_and_products_that_are_gone_are_differences(client, send, written, bowl):
    data = written(pieces=8)
    gone = ProductFactory(title="Old jug", is_public=False)
    data["lines"].append(
        {"product": gone.pk, "title": "Old jug", "quantity": 1, "price": "9.00", "currency": "EUR"}
    )
    StockRecord.objects.filter(product=bowl).update(num_in_stock=3, num_allocated=0)
    send("offline_orders", data)

    page = look(client, data["key"])
    assert "Only 3 of 8 can be had." in page.text
    assert "This product is not sold any more." in page.text
    confirm(client, data["key"], page)
    assert held() == [("Tide bowl", 3)]


def test_what_is_discarded_is_gone_and_stays_so(client, send, written, bowl):
    data = written()
    reprice(bowl, 25)
    send("offline_orders", data)
    client.post(reverse("offline_order", args=[data["key"]]), {"do": "discard"})

    kept = OfflineOrder.objects.get()
    assert (kept.state, kept.lines, kept.remark) == ("discarded", [], "")
    assert send("offline_orders", data).json()["state"] == "discarded"
    assert held() == []


def test_rights_are_asked_again_when_it_is_sent(send, written, customer, rep):
    data = written()
    other = rep_with(*RIGHTS)
    assert send("offline_orders", data, by=other).status_code == MISSING
    assert send("offline_orders", data, by=rep_with("customers.view_customer")).status_code == FORBIDDEN
    customer.owner = other
    customer.save()
    assert send("offline_orders", data).status_code == MISSING
    rep.user_permissions.remove(Permission.objects.get(codename="enter_orderdraft"))
    assert send("offline_orders", data).status_code == FORBIDDEN
    assert not OfflineOrder.objects.exists()
    assert not OrderDraft.objects.exists()


def test_waiting_order_is_its_writers_alone_and_while_they_see_the_customer(
    client, send, written, customer, bowl
):
    data = written()
    reprice(bowl, 25)
    send("offline_orders", data)
    other = rep_with(*RIGHTS)
    customer.owner = other
    customer.save()

    for user in (other, OfflineOrder.objects.get().by):
        client.force_login(user)
        assert look(client, data["key"]).status_code == MISSING
        assert confirm_again(client, data["key"]).status_code == MISSING


def test_key_of_somebody_else_or_of_another_order_is_refused(send, written, customer):
    data = written()
    send("offline_orders", data)
    other = rep_with(*RIGHTS, "customers.view_all_customer")
    assert send("offline_orders", data, by=other).status_code == CONFLICT
    changed = send("offline_orders", data | {"text": "Another"})
    assert (changed.status_code, "other contents" in changed.json()["words"]) == (CONFLICT, True)
    assert held() == [("Tide bowl", 2)]


def test_closed_company_gets_no_order(client, send, written, customer, bowl):
    data, waiting = written(), written(pieces=1)
    reprice(bowl, 25)
    send("offline_orders", waiting)
    customer.company = CompanyFactory(status=Company.Status.CLOSED)
    customer.save()

    answer = send("offline_orders", data)
    assert (answer.status_code, answer.json()["words"]) == (
        CONFLICT,
        "The account of this company is closed.",
    )
    assert confirm(client, waiting["key"]).status_code == CONFLICT
    assert held() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lines": []}, "There is nothing in the order yet."),
        ({"lines": [{"product": 1, "quantity": "two"}]}, "Please enter a whole number."),
        ({"lines": [{"product": n, "quantity": 1} for n in range(1, 60)]}, "at most 50 items"),
        ({"lines": [{"product": 1, "quantity": 1}] * 2}, "cannot be read"),
        ({"lines": [{"product": 1, "quantity": 1, "price": "NaN"}]}, "cannot be read"),
        ({"key": "x"}, "cannot be read"),
        ({"written_at": "2026-02-31T10:00:00Z"}, "cannot be read"),
        ({"text": "x" * 301}, "too long"),
        ({"written_at": "2020-01-01T10:00:00Z"}, "more than 30 days ago"),
    ],
)
def test_what_is_not_right_is_refused_in_words(send, written, changes, words):
    answer = send("offline_orders", written(**changes))

    assert (answer.status_code, words in answer.json()["words"]) == (UNPROCESSABLE, True)
    assert not OfflineOrder.objects.exists()


def test_no_json_and_too_much_are_refused(send, rep):
    for body in ("[", "[1]", "[" * 50_000, json.dumps({"text": "x" * 70_000})):
        assert send("offline_orders", body).status_code == UNPROCESSABLE


def test_old_ones_go_with_the_drafts_of_their_time(send, written, settings):
    send("offline_orders", written())
    assert services.discard_old(now=timezone.now() + timedelta(days=settings.KILN_ORDER_DRAFT_DAYS - 1)) == 0
    assert services.discard_old(now=timezone.now() + timedelta(days=settings.KILN_ORDER_DRAFT_DAYS + 1)) == 1


def test_unknown_keys_are_not_there(client, rep):
    client.force_login(rep)
    assert look(client, uuid4()).status_code == MISSING


def test_order_beside_goods_that_are_in_the_draft_keeps_how_it_came(
    client, send, written, customer, rep, bowl
):
    draft = drafts.start_draft(customer, rep)
    services.drafts.add_product(draft, bowl.pk, quantity=1, strategy=services.strategy_of(draft))
    data = written()
    send("offline_orders", data)
    confirm(client, data["key"])

    assert (held(), OrderDraft.objects.get().channel) == ([("Tide bowl", 3)], "phone")
