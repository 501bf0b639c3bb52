"""Codes in the basket: put in, refused, taken out, and out by themselves."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from shop.basket.models import Basket
from shop.basket.services import BasketClosedError
from shop.basket.vouchers import VoucherError, add_voucher, remove_unusable_vouchers, remove_voucher
from shop.voucher.models import Voucher
from tests.shop.checkout.walk import fill_basket, url, words
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import basket_with, make_offer, make_voucher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ADD = "/shop/basket/vouchers/add/"
CANNOT = "This code cannot be used. Please check that it is typed correctly and still valid."


def use_up(voucher, **kwargs):
    return OrderFactory(basket=basket_with(ProductFactory(), vouchers=[voucher]), **kwargs)


def test_refused_codes_sound_alike_and_keep_what_was_typed(client):
    used, over = make_voucher("USED", usage=Voucher.SINGLE_USE), make_voucher("OVER", end=timezone.now())
    early = make_voucher("EARLY", start=timezone.now() + timezone.timedelta(days=1))
    use_up(used)
    fill_basket(client, ProductFactory())

    answers = [client.post(ADD, {"code": code}) for code in ("none", used.code, over.code, early.code)]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert {answer.context["voucher_error"] for answer in answers} == {CANNOT}
    assert 'value="none"' in answers[0].content.decode()
    assert Voucher.objects.filter(num_basket_additions__gt=0).count() == 0


@pytest.mark.parametrize("code", ["", " ", "A" * 129, "nul\x00"])
def test_what_can_be_no_code_is_refused(client, code):
    fill_basket(client, ProductFactory())

    assert client.post(ADD, {"code": code}).status_code == 422


def test_code_is_read_whatever_its_case_and_in_spaces(client):
    voucher = make_voucher("SPRING")
    fill_basket(client, ProductFactory())

    client.post(ADD, {"code": " sprIng "})

    voucher.refresh_from_db()
    assert (Basket.objects.get().vouchers.get(), voucher.num_basket_additions) == (voucher, 1)


def test_own_use_is_told(client):
    user = UserFactory()
    voucher = make_voucher(usage=Voucher.ONCE_PER_CUSTOMER)
    OrderFactory(basket=basket_with(ProductFactory(), vouchers=[voucher], owner=user), user=user)
    client.force_login(user)
    fill_basket(client, ProductFactory())

    answer = client.post(ADD, {"code": "SPRING"})

    assert answer.context["voucher_error"] == "You have used voucher SPRING already."


def test_code_that_gives_nothing_stays_out(client):
    offer = make_offer(offer_type="Voucher")
    type(offer.condition).objects.update(value=3)
    voucher = make_voucher("SPRING", offer)
    fill_basket(client, ProductFactory())

    answer = client.post(ADD, {"code": "SPRING"})

    voucher.refresh_from_db()
    assert answer.context["voucher_error"] == "Voucher SPRING does not apply to anything in your basket."
    assert (Basket.objects.get().vouchers.count(), voucher.num_basket_additions) == (0, 0)


def test_code_is_in_the_basket_once_from_however_many_tabs(client):
    voucher = make_voucher()
    fill_basket(client, ProductFactory(price="10.00"))

    for _tab in range(2):
        client.post(ADD, {"code": "SPRING"})

    voucher.refresh_from_db()
    assert (voucher.num_basket_additions, Basket.objects.get().vouchers.count()) == (1, 1)
    totals = client.get("/shop/basket/").context["summary"].totals
    assert totals.discounts == [("Voucher SPRING", Decimal("1.00"))]


def test_empty_basket_takes_no_code(client):
    make_voucher()

    answer = client.post(ADD, {"code": "SPRING"})

    assert (answer.status_code, Basket.objects.count()) == (302, 0)
    with pytest.raises(VoucherError, match="Your basket is empty"):
        add_voucher(Basket(), "SPRING", user=None)


def test_ordered_basket_takes_no_code():
    make_voucher()
    basket = BasketFactory(lines=[ProductFactory()])
    OrderFactory(basket=Basket.objects.get(pk=basket.pk) and basket)

    with pytest.raises(BasketClosedError):
        add_voucher(basket, "SPRING", user=None)

    assert basket.vouchers.count() == 0


def test_answer_of_a_refused_code_can_be_loaded_again(client):
    assert client.get(ADD).url == "/shop/basket/"


def test_used_code_leaves_the_basket_with_a_message(client):
    voucher = make_voucher(usage=Voucher.SINGLE_USE)
    fill_basket(client, ProductFactory(price="10.00"))
    client.post(ADD, {"code": "SPRING"})
    use_up(voucher)

    page = client.get("/shop/basket/")

    assert words(page)[-1] == "Voucher SPRING has been used already. It has been removed from your basket."
    assert page.context["summary"].totals.discounts == []
    assert (page.context["summary"].vouchers, Basket.open.get().vouchers.count()) == ([], 0)


def test_voucher_that_gives_nothing_now_can_be_taken_out(client):
    offer = make_offer(offer_type="Voucher")
    voucher = make_voucher("SPRING", offer)
    fill_basket(client, ProductFactory())
    client.post(ADD, {"code": "SPRING"})
    type(offer.condition).objects.update(value=3)

    shown = client.get("/shop/basket/").context["summary"].vouchers
    client.post(f"/shop/basket/vouchers/{voucher.pk}/remove/")

    voucher.refresh_from_db()
    assert [(row.code, row.is_idle) for row in shown] == [("SPRING", True)]
    assert (Basket.objects.get().vouchers.count(), voucher.num_basket_additions) == (0, 0)


def test_voucher_for_delivery_can_be_taken_out(client):
    voucher = make_voucher("FREE", make_offer(kind="Shipping percentage", value=100, offer_type="Voucher"))
    fill_basket(client, ProductFactory(price="10.00"))
    client.post(ADD, {"code": "FREE"})

    summary = client.get("/shop/basket/").context["summary"]

    assert [(row.pk, row.is_idle) for row in summary.vouchers] == [(voucher.pk, False)]
    assert summary.totals.delivery_discounts == [("Voucher FREE", summary.totals.delivery)]
    assert summary.totals.total == Decimal("10.00")


def test_voucher_of_another_basket_is_not_found(client):
    voucher = make_voucher()
    other = Client()
    fill_basket(other, ProductFactory())
    other.post(ADD, {"code": "SPRING"})
    fill_basket(client, ProductFactory())

    assert client.post(f"/shop/basket/vouchers/{voucher.pk}/remove/").status_code == 404
    assert voucher.basket_set.count() == 1


def test_taking_out_counts_never_below_nothing():
    voucher = make_voucher()
    basket = basket_with(ProductFactory(), vouchers=[voucher])

    assert remove_voucher(basket, voucher)

    voucher.refresh_from_db()
    assert voucher.num_basket_additions == 0


def test_guessing_codes_is_stopped(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"voucher_code": "30/10m/ip,3/10m/key"}
    make_voucher()
    fill_basket(client, ProductFactory())

    answers = [client.post(ADD, {"code": f"guess-{n}"}) for n in range(3)]
    late = client.post(ADD, {"code": "SPRING"})

    assert [answer.status_code for answer in answers] == [422] * 3
    assert (late.status_code, late.context["voucher_typed"]) == (429, "SPRING")
    assert Basket.objects.get().vouchers.count() == 0


def test_guessing_from_new_baskets_is_stopped_by_address(settings):
    settings.ACCOUNT_RATE_LIMITS = {"voucher_code": "3/10m/ip,10/10m/key"}
    product = ProductFactory()
    clients = [Client() for _ in range(4)]
    for one in clients:
        fill_basket(one, product)

    answers = [one.post(ADD, {"code": f"guess-{n}"}).status_code for n, one in enumerate(clients)]

    assert answers == [422, 422, 422, 429]


def test_guest_does_not_wait_for_the_tries_of_another(settings):
    settings.ACCOUNT_RATE_LIMITS = {"voucher_code": "30/10m/ip,1/10m/key"}
    answers = []
    for guest in (Client(), Client()):
        fill_basket(guest, ProductFactory())
        answers += [guest.post(ADD, {"code": "NONE"}).status_code for _try in range(2)]

    assert answers == [422, 429, 422, 429]


def test_baskets_that_become_one_keep_the_code_once(client):
    user = UserFactory()
    voucher = make_voucher()
    own = BasketFactory(owner=user, lines=[ProductFactory(price="10.00")])
    own.vouchers.add(voucher)
    fill_basket(client, ProductFactory(price="10.00"))
    client.post(ADD, {"code": "SPRING"})

    client.force_login(user)
    totals = client.get("/shop/basket/").context["summary"].totals

    assert totals.discounts == [("Voucher SPRING", Decimal("2.00"))]
    assert Basket.open.get(owner=user).vouchers.get() == voucher


def test_account_that_has_used_the_code_loses_it_from_the_basket_it_takes_over(client):
    user = UserFactory()
    voucher = make_voucher(usage=Voucher.ONCE_PER_CUSTOMER)
    OrderFactory(basket=basket_with(ProductFactory(), vouchers=[voucher], owner=user), user=user)
    fill_basket(client, ProductFactory())
    client.post(ADD, {"code": "SPRING"})

    client.force_login(user)
    page = client.get("/shop/basket/")

    assert "You have used voucher SPRING already. It has been removed from your basket." in words(page)


def test_guest_who_has_used_the_code_hears_it_when_they_say_who_they_are(client):
    voucher = make_voucher(usage=Voucher.ONCE_PER_CUSTOMER)
    use_up(voucher, guest_email="Ada@example.com")
    fill_basket(client, ProductFactory())
    client.post(ADD, {"code": "SPRING"})

    client.post(url("index"), {"email": "ada@example.com"})
    page = client.get(url("shipping-address"))

    assert "You have used voucher SPRING already. It has been removed from your basket." in words(page)
    assert page.context["totals"].discounts == []


def test_each_basket_has_vouchers_of_its_own():
    """Taking one out of one basket leaves it in others, and others in this one."""
    first, second = make_voucher("ONE"), make_voucher("TWO")
    mine, theirs = (basket_with(ProductFactory(), vouchers=[first, second]) for _basket in range(2))

    assert (remove_voucher(mine, first), remove_voucher(mine, first)) == (True, False)

    assert [list(basket.vouchers.order_by("pk")) for basket in (mine, theirs)] == [[second], [first, second]]


def test_voucher_that_is_out_already_counts_nothing():
    voucher = make_voucher()
    Voucher.objects.update(num_basket_additions=3)

    assert not remove_voucher(basket_with(ProductFactory()), voucher)

    voucher.refresh_from_db()
    assert voucher.num_basket_additions == 3


def test_only_what_cannot_be_used_is_taken_out():
    used, kept = make_voucher("USED", usage=Voucher.SINGLE_USE), make_voucher("KEPT")
    use_up(used)
    basket = basket_with(ProductFactory(), vouchers=[used, kept])

    first, second = remove_unusable_vouchers(basket), remove_unusable_vouchers(basket)

    assert first == ["Voucher USED has been used already. It has been removed from your basket."]
    assert (second, list(basket.vouchers.all())) == ([], [kept])


def test_code_leads_to_its_own_voucher():
    make_voucher("ONE")
    second = make_voucher("TWO")
    basket = BasketFactory(lines=[ProductFactory()])

    assert add_voucher(basket, "two", user=None) == second
    assert list(basket.vouchers.all()) == [second]


def test_visitor_without_a_basket_takes_no_code_out(client):
    voucher = make_voucher()

    answer = client.post(f"/shop/basket/vouchers/{voucher.pk}/remove/")

    assert (answer.status_code, answer.url, Basket.objects.count()) == (302, "/shop/basket/", 0)


def test_what_was_taken_out_is_told(client):
    make_voucher("OTHER")
    voucher = make_voucher()
    fill_basket(client, ProductFactory())
    client.post(ADD, {"code": "OTHER"})
    client.post(ADD, {"code": "SPRING"})

    client.post(f"/shop/basket/vouchers/{voucher.pk}/remove/")

    assert words(client.get("/shop/basket/"))[-1] == "Voucher SPRING has been removed."
    assert [one.code for one in Basket.objects.get().vouchers.all()] == ["OTHER"]


def test_tries_are_counted_for_the_account_whichever_its_basket(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"voucher_code": "30/10m/ip,2/10m/key"}
    client.force_login(UserFactory())

    answers = []
    for _try in range(3):
        fill_basket(client, ProductFactory())
        answers.append(client.post(ADD, {"code": "NONE"}).status_code)
        Basket.objects.update(status="Submitted")

    assert answers == [422, 422, 429]
