"""One sum for each discount, from the drawer to the back office; and what happens when it is gone."""

from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from shop.b2b.models import Company, CompanyContact
from shop.notifications.order_mail import send_confirmation
from shop.offer.models import ConditionalOffer
from shop.order.links import order_token
from shop.order.models import Order
from shop.order.totals import order_totals
from shop.voucher.models import Voucher
from tests.shop.checkout.walk import fill_basket, review, url, walk_to_review, words
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory, UserFactory
from tests.shop.offer.makers import basket_with, make_offer, make_voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ADD = "/shop/basket/vouchers/add/"


def offers():
    make_offer(name="Free delivery", kind="Shipping percentage", value=100)
    make_voucher("TEN")


def said(text):
    return " ".join(unescape(text).replace("\xa0", " ").split())


def told(response, amount, name):
    """The page has the row with the amount."""
    text = said(response if isinstance(response, str) else response.content.decode())
    assert name in text, name
    assert f"−€{amount}" in text, (name, amount)


def walk(client, letters):
    """Order 50.01 of goods with both; return what each surface answers, and the order."""
    offers()
    fill_basket(client, ProductFactory(price="50.00"))
    client.post(ADD, {"code": "TEN"})
    add = reverse("basket:add", args=[ProductFactory(price="0.01").pk])
    pages = {"drawer": client.post(add, {"quantity": 1}, headers={"HX-Request": "true"})}
    pages["basket"] = client.get("/shop/basket/")
    sent = walk_to_review(client)
    pages["review"] = client.get(url("preview"))
    client.post(url("preview"), sent)
    order = Order.objects.get()
    pages["thanks"] = client.get(url("thank-you"))
    pages["link"] = Client().get(url("order", order_token(order)))
    send_confirmation(order)
    letter = letters()[-1]
    return {**pages, "mail": letter.alternatives[0].content, "text": letter.body}, order


def test_all_surfaces_tell_one_sum(client, letters):
    pages, order = walk(client, letters)

    goods = [("Voucher TEN", Decimal("5.00"))]
    delivery = [("Free delivery", Decimal("6.00"))]
    assert pages["drawer"].context["summary"].totals.discounts == goods
    for totals in (
        pages["basket"].context["summary"].totals,
        pages["review"].context["totals"],
        order_totals(order),
    ):
        assert (totals.goods, totals.delivery, totals.total) == tuple(
            map(Decimal, ("50.01", "6.00", "45.01"))
        )
        assert (totals.discounts, totals.delivery_discounts) == (goods, delivery)
    rows = order.discounts.values_list("category", "voucher_code", "amount", "amount_excl_tax")
    assert sorted(rows) == [
        ("Basket", "TEN", Decimal("5.00"), Decimal("4.20")),
        ("Shipping", "", Decimal("6.00"), Decimal("5.04")),
    ]
    staff = Client()
    staff.force_login(StaffFactory())
    pages["office"] = staff.get(reverse("dashboard:order-detail", args=[order.number]))
    for name, page in pages.items():
        told(page, "5.00", "Voucher TEN")
        if name != "drawer":
            told(page, "6.00", "Free delivery")
    voucher = Voucher.objects.get()
    assert (voucher.num_orders, voucher.total_discount) == (1, Decimal("5.00"))
    assert ConditionalOffer.objects.get(name="Free delivery").total_discount == Decimal("6.00")


def test_company_that_buys_net_is_told_one_net_sum(client, letters):
    user = UserFactory()
    company = Company.objects.create(name="Argile")
    CompanyContact.objects.create(company=company, user=user, email=user.email)
    client.force_login(user)

    pages, order = walk(client, letters)

    shown, kept = pages["review"].context["totals"], order_totals(order)
    assert shown == kept
    assert kept.shows_net
    assert kept.discounts == [("Voucher TEN", order.discounts.get(voucher_code="TEN").amount_excl_tax)]
    assert kept.delivery_discounts == [("Free delivery", Decimal("5.04"))]
    pages["account"] = client.get(reverse("customer:order", args=[order.number]))
    for name, page in pages.items():
        told(page, kept.discounts[0][1], "Voucher TEN")
        if name != "drawer":
            told(page, "5.04", "Free delivery")
    assert kept.goods_after_discounts + kept.delivery - Decimal("5.04") == kept.net
    office = order_totals(order, shows_net=False)
    assert (office.discounts, office.delivery_discounts, office.total) == (
        [("Voucher TEN", Decimal("5.00"))],
        [("Free delivery", Decimal("6.00"))],
        kept.total,
    )


@pytest.mark.parametrize(
    ("kind", "value", "off"),
    [
        ("Shipping percentage", 50, "3.00"),
        ("Shipping percentage", 150, "6.00"),
        ("Shipping absolute", 9, "6.00"),
        ("Shipping absolute", "1.99", "1.99"),
        ("Shipping fixed price", 2, "4.00"),
    ],
)
def test_delivery_costs_never_less_than_nothing(client, kind, value, off):
    make_offer(kind=kind, value=value)
    client.post(url("preview"), walk_to_review(client, ProductFactory(price="10.00")))

    order = Order.objects.get()
    assert order.discounts.get().amount == Decimal(off)
    assert order.shipping_incl_tax == Decimal("6.00") - Decimal(off)
    assert order_totals(order).delivery == Decimal("6.00")
    assert order.shipping_excl_tax == order.shipping_excl_tax.quantize(Decimal("0.01"))


def test_of_two_offers_on_the_delivery_one_is_given_and_counted(client):
    first = make_offer(kind="Shipping absolute", value=2, priority=2)
    second = make_offer(kind="Shipping absolute", value=1, priority=1)

    client.post(url("preview"), walk_to_review(client, ProductFactory(price="10.00")))

    counted = [ConditionalOffer.objects.get(pk=one.pk).num_applications for one in (first, second)]
    assert counted == [1, 0]
    assert Order.objects.get().discounts.get().amount == Decimal("2.00")


def test_voucher_for_all_of_it_leads_through_without_a_payment(client):
    make_offer(kind="Shipping percentage", value=100)
    make_voucher("ALL", make_offer(value=100, offer_type="Voucher"))
    fill_basket(client, ProductFactory(price="19.99"))
    client.post(ADD, {"code": "ALL"})
    sent = walk_to_review(client)

    page = client.get(url("preview"))
    steps = [section["code"] for section in page.context["sections"]]
    answer = client.post(url("preview"), sent)

    order = Order.objects.get()
    assert "payment" not in steps
    assert answer.url == url("thank-you")
    assert (order.total_incl_tax, order.total_excl_tax, order.sources.count()) == (0, 0, 0)
    assert [off.amount for off in order.discounts.order_by("amount")] == [Decimal("6.00"), Decimal("19.99")]
    assert client.get(url("payment-method")).status_code == 302


def test_more_than_all_of_it_comes_to_nothing(client):
    make_voucher("ALL", make_offer(value=100, offer_type="Voucher", priority=9))
    make_voucher("MORE", make_offer(kind="Absolute", value=99, offer_type="Voucher"))
    fill_basket(client, ProductFactory(price="19.99"))
    client.post(ADD, {"code": "ALL"})
    client.post(ADD, {"code": "MORE"})

    client.post(url("preview"), walk_to_review(client))

    order = Order.objects.get()
    assert order.total_incl_tax == order.shipping_incl_tax
    assert [off.amount for off in order.discounts.all()] == [Decimal("19.99")]


def take_the_last(voucher):
    OrderFactory(basket=basket_with(ProductFactory(), vouchers=[voucher] if voucher else []))


def test_who_comes_late_for_a_code_is_told_before_paying(client):
    voucher = make_voucher(usage=Voucher.SINGLE_USE)
    fill_basket(client, ProductFactory(price="50.00"))
    client.post(ADD, {"code": "SPRING"})
    sent = walk_to_review(client)
    take_the_last(voucher)

    answer = client.post(url("preview"), {**sent, "note": "Ring twice"}, follow=True)

    assert Order.objects.count() == 1
    assert "Voucher SPRING has been used already. It has been removed from your basket." in words(answer)
    totals = answer.context["totals"]
    assert (totals.discounts, totals.goods) == ([], Decimal("50.00"))
    assert answer.context["note_form"]["note"].value() == "Ring twice"
    client.post(url("preview"), review(client))
    assert Order.objects.get(lines__line_price_incl_tax=50).total_incl_tax == totals.total


def test_offer_that_goes_while_the_order_is_written_is_told(client):
    """Another order takes the last of it between this one's look and its own writing."""
    offer = make_offer(max_global_applications=1)
    sent = walk_to_review(client, ProductFactory(price="50.00"))

    def is_over():
        ConditionalOffer.objects.filter(pk=offer.pk).update(num_applications=1, status="Consumed")

    def meanwhile(execute, sql, params, many, context):
        if sql.startswith('UPDATE "basket_basket"'):
            is_over()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        answer = client.post(url("preview"), {**sent, "note": "Ring twice"})
    is_over()  # what the other order wrote was taken back with this one: both share the test's connection
    page = client.get(answer.url)

    assert (answer.url, Order.objects.count()) == (url("preview"), 0)
    assert words(page)[-1] == f"{offer.name} cannot be used any more. Please check the new total."
    assert page.context["note_form"]["note"].value() == "Ring twice"
    assert page.context["totals"].discounts == []
    client.post(url("preview"), review(client))
    assert Order.objects.get().total_incl_tax == page.context["totals"].total
