"""Gift cards and store credit pay first, the method chosen the rest; nothing is spent twice or burnt."""

from decimal import Decimal

import pytest

from shop.gift_cards.models import GiftCard, GiftCardState
from shop.gift_cards.services import reissue
from shop.order.models import Order
from shop.order_statuses import CANCELLED, PAID, PENDING_PAYMENT
from shop.payments.models import Charge
from shop.payments.queries import balance_of
from shop.payments.services import cancel
from shop.store_credit.consistency import differences
from shop.store_credit.models import LedgerAccount
from shop.store_credit.services import balance, grant
from tests.shop.checkout.walk import review, url, walk_to_review, words
from tests.shop.factories import ProductFactory, StaffFactory, UserFactory
from tests.shop.gift_cards.kit import a_card, card_product, code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
EUR = "EUR"


@pytest.fixture
def user(client):
    """A user who is logged in and has 12.00 EUR of credit."""
    user = UserFactory()
    grant(user, Decimal("12.00"), currency=EUR, reason="Sorry", key="g")
    client.force_login(user)
    return user


def pay(client, **typed):
    return client.post(url("payment-method"), {"stored_value": "1", **typed})


def place(client):
    return client.post(url("preview"), review(client))


def left(card):
    return GiftCard.objects.get(pk=card.pk).balance


def test_credit_pays_a_part_and_the_transfer_the_rest(client, user):
    walk_to_review(client, ProductFactory())
    assert pay(client, use_credit="1", method="bank-transfer").url == url("preview")
    page = client.get(url("preview"))
    total = page.context["totals"].total
    assert page.context["left_to_pay"] == total - 12

    place(client)

    order = Order.objects.get()
    assert (order.status, balance_of(order).outstanding) == (PENDING_PAYMENT, total - 12)
    allocated = dict(order.sources.values_list("source_type__code", "amount_allocated"))
    assert allocated == {"bank-transfer": total - 12, "store-credit": Decimal("12.00")}
    assert (balance(user, EUR), list(differences())) == (Decimal("0.00"), [])


def test_a_card_that_covers_all_needs_no_other_method(client):
    card = a_card("100.00")
    walk_to_review(client, ProductFactory())
    page = pay(client, gift_code=code(card), look="1")
    assert (page.context["needs_method"], page.context["left_to_pay"]) == (False, Decimal("0.00"))
    assert pay(client).url == url("preview")

    place(client)

    order = Order.objects.get()
    assert (order.status, balance_of(order).outstanding) == (PAID, Decimal("0.00"))
    assert [source.source_type.code for source in order.sources.all()] == ["gift-card"]
    assert left(card) == 100 - order.total_incl_tax


def test_two_cards_and_credit_are_spent_in_order(client, user):
    first, second = a_card("10.00", key="1"), a_card("5.00", key="2")
    walk_to_review(client, ProductFactory())
    pay(client, gift_code=code(first), look="1")
    pay(client, gift_code=code(second), look="1", use_credit="1")
    page = pay(client, gift_code="", use_credit="1", method="bank-transfer")
    assert page.url == url("preview")

    place(client)

    paid = Charge.objects.order_by("pk").values_list("method", "amount")
    assert sorted(paid) == [
        ("gift-card", Decimal("5.00")),
        ("gift-card", Decimal("10.00")),
        ("store-credit", min(Decimal("12.00"), Order.objects.get().total_incl_tax - 15)),
    ]


def test_the_same_code_twice_counts_once_and_can_be_taken_out(client):
    card = a_card("5.00")
    walk_to_review(client, ProductFactory())
    for _again in range(2):
        page = pay(client, gift_code=code(card), look="1")
    assert [part.amount for part in page.context["parts"]] == [Decimal("5.00")]
    assert page.context["form"]["gift_code"].value() == ""
    page = pay(client, remove_card=str(card.pk))
    assert page.context["parts"] == []


@pytest.mark.parametrize("change", [{"state": GiftCardState.DISABLED}, {"expires_on": "2020-01-01"}, None])
def test_codes_that_are_none_get_one_answer_and_keep_what_was_typed(client, change):
    card = a_card("5.00")
    typed = code(card)
    if change is None:
        typed = "0000-0000-0000-0000-0000"
    else:
        GiftCard.objects.filter(pk=card.pk).update(**change)
    walk_to_review(client, ProductFactory())
    page = pay(client, gift_code=typed, method="bank-transfer")
    form = page.context["form"]
    assert form.errors["gift_code"] == ["This code is not valid, or nothing is left on the card."]
    assert (form["gift_code"].value(), page.context["parts"]) == (typed, [])


def test_codes_cannot_be_tried_without_end(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"gift_card": "30/10m/ip,2/10m/key"}
    card = a_card("5.00")
    walk_to_review(client, ProductFactory())
    for _try in range(2):
        pay(client, gift_code="0000-0000-0000-0000-0000", look="1")
    page = pay(client, gift_code=code(card), look="1")
    assert "Too many attempts" in page.context["form"].errors["gift_code"][0]
    assert page.context["parts"] == []


def test_what_was_spent_meanwhile_orders_nothing_and_shows_the_new_sum(client, user):
    walk_to_review(client, ProductFactory())
    pay(client, use_credit="1", method="bank-transfer")
    seen = review(client)
    LedgerAccount.objects.filter(user=user).update(balance=Decimal("3.00"))

    page = client.post(url("preview"), seen, follow=True)

    assert (Order.objects.count(), page.context["parts"][0].amount) == (0, Decimal("3.00"))
    assert "Something has changed" in words(page)[0]


def test_a_second_click_spends_once(client, user):
    walk_to_review(client, ProductFactory())
    pay(client, use_credit="1", method="bank-transfer")
    seen = review(client)
    for _again in range(2):
        client.post(url("preview"), seen)
    assert (Order.objects.count(), Charge.objects.count(), balance(user, EUR)) == (1, 1, Decimal("0.00"))


def test_an_order_that_is_cancelled_gives_all_of_it_back(client, user):
    card = a_card("10.00")
    walk_to_review(client, ProductFactory())
    pay(client, gift_code=code(card), use_credit="1", method="bank-transfer")
    place(client)
    order = Order.objects.get()
    cancel(order)
    assert (order.status, left(card), balance(user, EUR)) == (
        CANCELLED,
        Decimal("10.00"),
        Decimal("12.00"),
    )
    assert list(differences()) == []


def test_a_card_whose_code_was_replaced_is_in_no_checkout_any_more(client):
    """Whoever found a lost card and entered its code cannot spend it after its owner had it replaced."""
    card = a_card("10.00")
    walk_to_review(client, ProductFactory())
    pay(client, gift_code=code(card), method="bank-transfer")
    seen = review(client)
    reissue(card, reason="lost", by=StaffFactory())
    client.post(url("preview"), seen)
    assert (Order.objects.count(), left(card)) == (0, Decimal("10.00"))
    assert client.get(url("preview")).context["parts"] == []


def test_stored_value_does_not_pay_for_gift_cards(client, user):
    card = a_card("100.00")
    walk_to_review(client, ProductFactory(price="24.00"), card_product(price="50.00"))
    page = pay(client, gift_code=code(card), use_credit="1", look="1")
    assert page.context["left_to_pay"] == Decimal("50.00")
    assert page.context["parts"][0].amount == page.context["totals"].total - 50


def test_somebody_elses_credit_is_not_offered(client, user):
    client.logout()
    walk_to_review(client, ProductFactory())
    page = pay(client, use_credit="1", look="1")
    assert (page.context["credit"], page.context["parts"]) == (None, [])
