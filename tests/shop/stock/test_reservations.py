from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from shop.basket.models import Basket
from shop.basket.services import QuantityError, add_to_basket, change_quantity
from shop.events.models import Event
from shop.partner.exceptions import OutOfStock
from shop.stock.models import Reservation
from shop.stock.services import release, release_expired, reserve
from shop.stock.services.reservations import expire
from tests.shop.factories import BasketFactory, OrderFactory, ProductClassFactory, ProductFactory, UserFactory
from tests.shop.stock.factories import totals

pytestmark = pytest.mark.django_db


def soon():
    return timezone.now() + timedelta(minutes=15)


def past():
    return timezone.now() - timedelta(seconds=1)


def fresh(basket):
    again = Basket.objects.get(pk=basket.pk)
    again.strategy = basket.strategy
    return again


def test_what_is_in_the_basket_is_held():
    product, other = ProductFactory(num_in_stock=3), ProductFactory(num_in_stock=1)

    held = reserve(BasketFactory(lines=[(product, 2), other]), until=soon())

    assert totals(product) == (3, 0, 2)
    assert totals(other) == (1, 0, 1)
    assert held.lines.count() == 2


def test_held_pieces_are_gone_for_others_and_there_for_their_buyer():
    product = ProductFactory(num_in_stock=1)
    basket, other = BasketFactory(lines=[product]), BasketFactory(lines=[product])
    reserve(basket, until=soon())

    with pytest.raises(OutOfStock) as refusal:
        reserve(other, until=soon())
    with pytest.raises(OutOfStock):
        OrderFactory(basket=fresh(other))

    assert refusal.value.left == 0
    assert fresh(basket).all_lines()[0].purchase_info.num_available == 1
    assert fresh(other).all_lines()[0].purchase_info.num_available == 0
    assert not Reservation.objects.filter(basket=other).exists()


def test_order_turns_the_hold_into_an_allocation():
    product = ProductFactory(num_in_stock=2)
    basket = BasketFactory(lines=[(product, 2)])
    reserve(basket, until=soon())

    OrderFactory(basket=fresh(basket))

    assert totals(product) == (2, 2, 0)
    assert not Reservation.objects.exists()


def test_again_it_follows_the_basket_and_extends():
    product, other = ProductFactory(num_in_stock=5), ProductFactory()
    basket = BasketFactory(lines=[(product, 2), other])
    first = reserve(basket, until=soon())
    basket.lines.filter(product=product).update(quantity=4)
    basket.lines.filter(product=other).delete()

    later = reserve(fresh(basket), until=soon() + timedelta(minutes=5))

    assert later.pk == first.pk
    assert later.expires_at > first.expires_at
    assert (totals(product), totals(other)) == ((5, 0, 4), (10, 0, 0))


def test_a_look_soon_after_writes_nothing(django_assert_num_queries):
    basket, until = BasketFactory(lines=[ProductFactory()]), soon()
    first = reserve(basket, until=until)

    same = fresh(basket)
    with django_assert_num_queries(5):  # savepoint, basket, wanted, held, release
        again = reserve(same, until=until + timedelta(seconds=59))
    later = reserve(fresh(basket), until=until + timedelta(seconds=60))
    shorter = reserve(fresh(basket), until=until + timedelta(seconds=30))

    assert [held.expires_at - until for held in (first, again, later, shorter)] == [
        timedelta(seconds=seconds) for seconds in (0, 0, 60, 30)
    ]


def test_refused_it_keeps_what_was_held():
    product = ProductFactory(num_in_stock=3)
    basket = BasketFactory(lines=[(product, 2)])
    reserve(basket, until=soon())
    basket.lines.update(quantity=4)

    with pytest.raises(OutOfStock):
        reserve(fresh(basket), until=soon())

    assert totals(product) == (3, 0, 2)


def test_it_cannot_be_extended_for_ever():
    basket = BasketFactory(lines=[ProductFactory()])
    first = reserve(basket, until=soon())

    last = reserve(basket, until=timezone.now() + timedelta(days=1))

    longest = timedelta(minutes=settings.KILN_RESERVATION_LONGEST_MINUTES)
    assert last.expires_at == first.created_at + longest


def test_expired_holds_are_given_back_once():
    product = ProductFactory(num_in_stock=3)
    reserve(BasketFactory(lines=[(product, 2)]), until=past())
    reserve(BasketFactory(lines=[product]), until=soon())

    assert (release_expired(), release_expired()) == (1, 0)
    assert totals(product) == (3, 0, 1)


def test_expired_hold_stands_in_nobodys_way_before_the_sweep():
    product, other = ProductFactory(num_in_stock=1), ProductFactory(num_in_stock=1)
    reserve(BasketFactory(lines=[product, other]), until=past())
    basket = BasketFactory()

    assert add_to_basket(basket, product).added == 1
    assert totals(other) == (1, 0, 0)
    reserve(BasketFactory(lines=[other]), until=past())
    OrderFactory(lines=[other])
    assert totals(other) == (1, 1, 0)


def test_late_buyer_still_gets_what_nobody_else_took():
    product = ProductFactory(num_in_stock=1)
    basket = BasketFactory(lines=[product])
    reserve(basket, until=past())

    OrderFactory(basket=fresh(basket))

    assert totals(product) == (1, 1, 0)


def test_hold_that_was_extended_meanwhile_stays():
    product = ProductFactory(num_in_stock=1)
    basket = BasketFactory(lines=[product])
    held = reserve(basket, until=past())
    reserve(basket, until=soon())

    assert expire(held.pk, now=timezone.now()) is False
    assert totals(product) == (1, 0, 1)


def test_release_gives_back_once():
    product = ProductFactory(num_in_stock=3)
    basket = BasketFactory(lines=[product])
    reserve(basket, until=soon())

    assert (release(basket), release(basket)) == (True, False)
    assert totals(product) == (3, 0, 0)


def test_what_leaves_the_basket_is_given_back_at_once():
    product = ProductFactory(num_in_stock=3)
    basket = BasketFactory(lines=[(product, 3)])
    reserve(basket, until=soon())
    line = fresh(basket).lines.get()
    line.basket = fresh(basket)

    change_quantity(line, quantity=1)
    assert totals(product) == (3, 0, 1)
    change_quantity(line, quantity=0)
    assert totals(product) == (3, 0, 0)
    assert not Reservation.objects.exists()


def test_buyer_may_add_beside_what_they_hold_but_no_more_than_there_is():
    product = ProductFactory(num_in_stock=3)
    basket = BasketFactory(lines=[(product, 2)])
    reserve(basket, until=soon())
    basket = fresh(basket)

    assert add_to_basket(basket, product).added == 1
    with pytest.raises(QuantityError):
        add_to_basket(fresh(basket), product)


def test_merged_basket_hands_over_what_it_held():
    product = ProductFactory(num_in_stock=1)
    guest, own = BasketFactory(lines=[product]), BasketFactory(owner=UserFactory())
    held = reserve(guest, until=soon())

    own.merge(guest)

    assert totals(product) == (1, 0, 1)
    assert list(Reservation.objects.values_list("basket", "expires_at")) == [(own.pk, held.expires_at)]
    with pytest.raises(OutOfStock):
        reserve(BasketFactory(lines=[product]), until=soon())


def test_two_holds_become_one_with_no_more_than_the_basket_wants():
    product, other = ProductFactory(num_in_stock=9), ProductFactory(num_in_stock=9)
    guest = BasketFactory(lines=[(product, 2), other])
    own = BasketFactory(owner=UserFactory(), lines=[(product, 3)])
    until = soon()
    reserve(guest, until=until)
    reserve(own, until=until - timedelta(minutes=5))

    own.merge(guest, add_quantities=False)

    assert (totals(product), totals(other)) == ((9, 0, 3), (9, 0, 1))
    assert list(Reservation.objects.values_list("basket", "expires_at")) == [(own.pk, until)]


def test_merging_makes_no_hold_longer_than_the_longest(settings):
    product = ProductFactory(num_in_stock=9)
    guest, own = BasketFactory(lines=[product]), BasketFactory(owner=UserFactory(), lines=[product])
    reserve(guest, until=soon())
    held = reserve(own, until=soon())
    began = timezone.now() - timedelta(minutes=settings.KILN_RESERVATION_LONGEST_MINUTES - 1)
    Reservation.objects.filter(pk=held.pk).update(created_at=began)

    own.merge(guest)

    assert Reservation.objects.get().expires_at == began + timedelta(
        minutes=settings.KILN_RESERVATION_LONGEST_MINUTES
    )


def test_ordered_basket_and_uncounted_goods_hold_nothing():
    digital = ProductClassFactory(slug="patterns", name="Patterns", track_stock=False)
    free = ProductFactory(product_class=digital, num_in_stock=None)
    basket = BasketFactory(lines=[ProductFactory()])
    OrderFactory(basket=basket)

    assert reserve(basket, until=soon()) is None
    assert reserve(BasketFactory(lines=[free]), until=soon()) is None


def test_who_logs_out_gives_back(client):
    user = UserFactory()
    product = ProductFactory(num_in_stock=1)
    reserve(BasketFactory(owner=user, lines=[product]), until=soon())
    client.force_login(user)

    client.logout()

    assert totals(product) == (1, 0, 0)


def test_holds_are_no_news_for_buyers_and_lists():
    product = ProductFactory(num_in_stock=1)
    basket = BasketFactory(lines=[product])
    Event.objects.all().delete()

    reserve(basket, until=soon())
    release(basket)

    assert not Event.objects.exists()
