import pytest
from django.contrib.messages import get_messages
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shop.b2b.models import Company, CompanyContact
from shop.basket.models import Basket
from shop.events.models import Event
from shop.order.models import BillingAddress, Order, ShippingAddress
from shop.payments.bank_transfer import BankTransfer
from shop.stock.models import Reservation
from tests.shop.checkout.walk import fill_basket, let_holds_expire, review, url, walk_to_review
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

PER_LINE = 19  # adding it, writing its order line, holding and taking its stock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def last_words(response):
    return [str(message) for message in get_messages(response.wsgi_request)][-1]


def assert_nothing_ordered(*products):
    assert not Order.objects.filter(guest_email="ada@example.com").exists()
    assert Basket.objects.filter(status=Basket.OPEN).count() == 1


def test_second_click_lands_on_the_same_order(client):
    sent = walk_to_review(client, ProductFactory())

    first = client.post(url("preview"), sent)
    second = client.post(url("preview"), sent)

    assert first.url == second.url == url("thank-you")
    assert client.get(url("thank-you")).context["order"] == Order.objects.get()


def test_a_number_that_is_taken_costs_nobody_the_order(client):
    product = ProductFactory()
    sent = walk_to_review(client, product)
    OrderFactory(number=sent["order_number"])
    addresses = (ShippingAddress.objects.count(), BillingAddress.objects.count())

    assert client.post(url("preview"), sent).url == url("thank-you")

    order = Order.objects.get(guest_email="ada@example.com")
    assert order.number != sent["order_number"]
    assert order.sources.get().reference == order.number
    assert (ShippingAddress.objects.count(), BillingAddress.objects.count()) == (
        addresses[0] + 1,
        addresses[1] + 1,
    )
    assert product.stockrecords.get().num_allocated == 1


def test_two_tabs_make_one_order(client):
    sent = walk_to_review(client, ProductFactory())
    other_tab = review(client)
    assert other_tab == sent

    client.post(url("preview"), sent)
    client.post(url("preview"), other_tab)

    assert Order.objects.count() == Event.objects.filter(name="OrderPlaced").count() == 1


def test_click_that_comes_late_while_the_session_still_knows_the_number(client):
    sent = walk_to_review(client, ProductFactory())
    before = dict(client.session)
    client.post(url("preview"), sent)
    session = client.session
    session.pop("checkout_order_id")
    session.update(before)
    session.save()

    response = client.post(url("preview"), sent)

    assert response.url == url("thank-you")
    assert client.get(url("thank-you")).context["order"] == Order.objects.get()


def test_old_click_after_new_shopping_orders_nothing_new(client):
    sent = walk_to_review(client, ProductFactory())
    client.post(url("preview"), sent)
    fill_basket(client, ProductFactory())

    assert client.post(url("preview"), sent).url == url("thank-you")
    assert Order.objects.count() == 1
    assert Basket.open.get().num_lines == 1


def test_strangers_number_opens_nothing(client):
    theirs = OrderFactory()
    sent = walk_to_review(client, ProductFactory())

    client.post(url("preview"), {**sent, "order_number": theirs.number})

    assert client.get(url("thank-you")).context["order"] != theirs


def test_number_drawn_here_that_became_a_strangers_opens_nothing(client):
    sent = walk_to_review(client, ProductFactory())
    strangers = OrderFactory(number=sent["order_number"])
    del client.cookies["oscar_open_basket"]

    answer = client.post(url("preview"), sent)

    assert answer.url == "/shop/basket/"
    assert client.session.get("checkout_order_id") != strangers.pk
    assert client.get(url("thank-you")).status_code == 302


def test_basket_changed_in_another_tab_is_shown_before_it_is_ordered(client):
    product = ProductFactory()
    sent = walk_to_review(client, product)
    fill_basket(client, product)

    response = client.post(url("preview"), sent)

    assert response.url == url("preview")
    assert (
        last_words(response) == "Something has changed since you last looked. Please check your order again."
    )
    assert_nothing_ordered()
    client.post(url("preview"), review(client))
    assert Order.objects.get().num_items == 2


def test_price_changed_meanwhile_is_shown_before_it_is_ordered(client):
    product = ProductFactory(price="10.00")
    sent = walk_to_review(client, product)
    product.stockrecords.update(price="11.00")

    assert client.post(url("preview"), sent).url == url("preview")
    assert_nothing_ordered()


def test_post_without_a_fingerprint_orders_nothing(client):
    walk_to_review(client, ProductFactory())

    client.post(url("preview"))

    assert_nothing_ordered()


def test_loser_of_the_last_piece_keeps_the_basket(client):
    product = ProductFactory(num_in_stock=1, title="Jar")
    sent = walk_to_review(client, product)
    let_holds_expire()
    winner = Client()
    winning = walk_to_review(winner, product)
    assert winner.post(url("preview"), winning).url == url("thank-you")

    response = client.post(url("preview"), sent)

    assert response.url == "/shop/basket/"
    assert Order.objects.count() == 1
    assert client.get("/shop/basket/").context["summary"].rows[0].title == "Jar"
    assert product.stockrecords.get().num_allocated == 1


def test_payment_that_cannot_be_started_leaves_the_order(client, monkeypatch):
    def fail(self, order):
        raise ConnectionError

    monkeypatch.setattr(BankTransfer, "begin", fail)
    sent = walk_to_review(client, ProductFactory())

    assert client.post(url("preview"), sent).url == url("thank-you")
    assert Order.objects.get().status == "Pending payment"


def test_payment_method_may_send_the_buyer_on(client, monkeypatch):
    monkeypatch.setattr(BankTransfer, "begin", lambda self, order: "/pay/")
    sent = walk_to_review(client, ProductFactory())

    assert client.post(url("preview"), sent).url == "/pay/"


def test_order_on_account_is_packed_at_once(client):
    user = UserFactory()
    company = Company.objects.create(name="Argile")
    CompanyContact.objects.create(company=company, user=user, email=user.email)
    client.force_login(user)
    walk_to_review(client, ProductFactory())
    client.post(url("payment-method"), {"method": "on-account"})
    sent = review(client)

    client.post(url("preview"), sent)

    order = Order.objects.get()
    assert (order.status, order.payment_attempts.get().amount) == ("Authorised", order.total_incl_tax)


def test_order_that_cannot_be_written_leaves_nothing(client):
    """The database goes away at the last thing written: the event."""
    product = ProductFactory()
    sent = walk_to_review(client, product)
    table = f'INSERT INTO "{Event._meta.db_table}"'

    def go_away(execute, sql, params, many, context):
        if sql.startswith(table):
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(go_away), pytest.raises(OperationalError):
        client.post(url("preview"), sent)

    assert_nothing_ordered()
    assert not product.stockrecords.get().num_allocated


def test_user_gets_the_address_into_the_book(client):
    user = UserFactory()
    client.force_login(user)

    client.post(url("preview"), walk_to_review(client, ProductFactory()))

    assert user.addresses.get().line1 == "Am Brennofen 1"
    assert Order.objects.get().user == user


@pytest.mark.parametrize("pieces", [1, 3])
def test_whole_way_keeps_within_its_queries(client, pieces):
    """The way of bench/perf: add, the posted steps, review, order; every page shown costs the header too."""
    products = [ProductFactory() for _ in range(pieces)]
    walk_to_review(Client(), *products)  # caches and the source type

    with CaptureQueriesContext(connection) as queries:
        sent = walk_to_review(client, *products, country=False)
        client.post(url("preview"), sent)

    statements = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert Order.objects.count() == 1
    assert len(statements) <= 54 + (pieces - 1) * PER_LINE


def test_form_of_another_day_orders_nothing(client):
    """A number this session did not draw stands for no order of its own."""
    sent = walk_to_review(client, ProductFactory())

    client.post(url("preview"), {**sent, "order_number": ""})

    assert Order.objects.get().number == sent["order_number"]


def test_number_of_an_order_before_the_last_opens_nothing(client):
    first = walk_to_review(client, ProductFactory())
    client.post(url("preview"), first)
    second = walk_to_review(client, ProductFactory(), country=False)
    client.post(url("preview"), second)
    last = client.session["checkout_order_id"]
    fill_basket(client, ProductFactory())

    assert client.post(url("preview"), first).url != url("thank-you")
    assert (client.session["checkout_order_id"], Order.objects.count()) == (last, 2)


def test_number_without_a_basket_opens_no_order_that_has_none(client):
    sent = walk_to_review(client, ProductFactory())
    strangers = OrderFactory()
    Order.objects.filter(pk=strangers.pk).update(basket=None)
    session = client.session
    del session["checkout_data"]["submission"]["basket_id"]
    session.save()

    client.post(url("preview"), sent)

    assert client.session["checkout_order_id"] == Order.objects.exclude(pk=strangers.pk).get().pk


def test_review_covers_the_way_to_pay(client, settings):
    settings.KILN_STRIPE_SECRET_KEY = "sk_test_x"
    sent = walk_to_review(client, ProductFactory())

    client.post(url("payment-method"), {"method": "card"})

    changed = review(client)
    assert changed["order_number"] == sent["order_number"]
    assert changed["fingerprint"] != sent["fingerprint"]


def test_basket_that_becomes_an_order_meanwhile_leads_to_that_order(client):
    sent = walk_to_review(client, ProductFactory())
    basket, other = Basket.open.get(), OrderFactory()

    def meanwhile(execute, sql, params, many, context):
        if sql.startswith('UPDATE "basket_basket"') and Basket.SUBMITTED in params:
            Basket.objects.filter(pk=basket.pk, status=Basket.OPEN).update(status=Basket.MERGED)
            Order.objects.filter(pk=other.pk).update(basket=basket)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        answer = client.post(url("preview"), sent)

    assert (answer.url, client.session["checkout_order_id"]) == (url("thank-you"), other.pk)


def test_goods_that_go_while_the_order_is_written_lead_to_the_basket(client):
    product = ProductFactory(num_in_stock=1)
    sent = walk_to_review(client, product)

    def meanwhile(execute, sql, params, many, context):
        if sql.startswith('UPDATE "basket_basket"') and Basket.SUBMITTED in params:
            Reservation.objects.all().delete()
            product.stockrecords.update(num_reserved=0, num_allocated=1)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        answer = client.post(url("preview"), sent)

    assert answer.url == "/shop/basket/"
    assert_nothing_ordered()


def test_basket_that_is_merged_away_meanwhile_is_no_order(client):
    sent = walk_to_review(client, ProductFactory())

    def meanwhile(execute, sql, params, many, context):
        if sql.startswith('UPDATE "basket_basket"') and Basket.SUBMITTED in params:
            Basket.objects.filter(status=Basket.OPEN).update(status=Basket.MERGED)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        answer = client.post(url("preview"), sent)

    assert (answer.url, Order.objects.count()) == ("/shop/basket/", 0)


def test_each_basket_draws_a_number_of_its_own(client):
    first = walk_to_review(client, ProductFactory())
    Basket.objects.all().delete()

    second = walk_to_review(client, ProductFactory(), country=False)

    assert first["order_number"] != second["order_number"]


def test_note_that_is_too_long_orders_nothing_and_stays_typed(client):
    sent = walk_to_review(client, ProductFactory())

    page = client.post(url("preview"), {**sent, "note": "a" * 1001})

    assert list(page.context["note_form"].errors) == ["note"]
    assert page.context["note_form"]["note"].value() == "a" * 1001
    assert_nothing_ordered()


@pytest.mark.parametrize("is_user", [True, False])
@pytest.mark.parametrize("note", ["Ring twice", ""])
def test_note_is_its_buyers(client, is_user, note):
    user = UserFactory()
    if is_user:
        client.force_login(user)
    sent = walk_to_review(client, ProductFactory())

    client.post(url("preview"), {**sent, "note": note})

    found = list(Order.objects.get().notes.values_list("note_type", "message", "user"))
    assert found == ([("Buyer", note, user.pk if is_user else None)] if note else [])


def test_source_names_the_number_the_order_really_got(client):
    sent = walk_to_review(client, ProductFactory())
    OrderFactory(number=sent["order_number"])

    client.post(url("preview"), sent)

    order = Order.objects.get(guest_email="ada@example.com")
    source = order.sources.get()
    assert (source.reference, source.amount_allocated) == (order.number, order.total_incl_tax)
    assert order.number != sent["order_number"]
