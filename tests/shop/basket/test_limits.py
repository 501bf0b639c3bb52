import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.basket.limits import limit_problems
from shop.basket.models import Basket, Line
from shop.basket.services import QuantityError, add_to_basket, change_quantity
from shop.partner.strategy import Strategy
from tests.shop.factories import BasketFactory, ParentProductFactory, ProductFactory
from tests.sites import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def fresh(basket):
    again = Basket.objects.get(pk=basket.pk)
    again.strategy = Strategy()
    return again


def pieces():
    return sum(Line.objects.values_list("quantity", flat=True))


@pytest.fixture
def cups():
    return ProductFactory(
        title="Cup", num_in_stock=40, order_minimum=6, order_maximum=24, order_multiple=6, pack_size=2
    )


def test_what_breaks_a_rule_is_not_added(cups):
    basket = BasketFactory()

    with pytest.raises(QuantityError, match="sold in multiples of 6: take 6 or 12"):
        add_to_basket(basket, cups, quantity=8)
    with pytest.raises(QuantityError, match="At most 24 of"):
        add_to_basket(fresh(basket), cups, quantity=30)

    assert pieces() == 0
    assert add_to_basket(fresh(basket), cups, quantity=12).added == 12


def test_two_tabs_cannot_pass_the_maximum_together(cups):
    basket = BasketFactory(lines=[(cups, 12)])
    first, second = fresh(basket), fresh(basket)
    first.all_lines(), second.all_lines()  # both have looked before either writes

    add_to_basket(first, cups, quantity=12)

    with pytest.raises(QuantityError, match="At most 24 of"):
        add_to_basket(second, cups, quantity=6)
    assert pieces() == 24


def test_what_is_left_is_added_in_whole_steps(cups):
    cups.stockrecords.update(num_in_stock=16)

    assert add_to_basket(BasketFactory(), cups, quantity=18).added == 12


def test_too_few_are_left_for_one_step(cups):
    cups.stockrecords.update(num_in_stock=4)

    with pytest.raises(QuantityError):
        add_to_basket(BasketFactory(), cups, quantity=6)
    assert pieces() == 0


def test_a_line_is_changed_in_steps_and_can_always_go(cups):
    basket = BasketFactory(lines=[(cups, 12)])
    (line,) = fresh(basket).all_lines()
    line.basket.strategy = Strategy()

    with pytest.raises(QuantityError, match="take 12 or 18"):
        change_quantity(line, quantity=13)
    assert pieces() == 12

    change_quantity(line, quantity=0)
    assert pieces() == 0


def test_the_page_names_the_rule_and_keeps_what_was_typed(client, cups):
    client.post(reverse("basket:add", kwargs={"pk": cups.pk}), {"quantity": "6"})
    line = Line.objects.get()

    response = client.post(reverse("basket:line", kwargs={"pk": line.pk}), {"quantity": "7"})

    html = flat(response)
    assert response.status_code == 422
    assert "“Cup” is sold in multiples of 6: take 6 or 12." in html
    assert 'value="7"' in html
    assert 'min="6" max="24" step="6"' in html
    assert "for 2, €12.00 each" in html
    assert pieces() == 6


def test_a_basket_that_breaks_a_rule_made_meanwhile_does_not_reach_the_checkout(client, cups):
    client.post(reverse("basket:add", kwargs={"pk": cups.pk}), {"quantity": "6"})
    type(cups).objects.filter(pk=cups.pk).update(order_minimum=12)

    page = client.get(reverse("basket:summary"))
    response = client.get(reverse("checkout:index"), follow=True)

    assert not page.context["summary"].can_be_ordered
    assert "The minimum order quantity of “Cup” is 12." in page.content.decode()
    assert response.redirect_chain[-1][0] == reverse("basket:summary")


@pytest.mark.parametrize("number", [1, 3])
def test_rules_cost_no_query(number):
    lines = [(ProductFactory(parent=ParentProductFactory(order_minimum=2)), 1) for _product in range(number)]
    found = fresh(BasketFactory(lines=lines)).all_lines()

    with CaptureQueriesContext(connection) as queries:
        assert len(limit_problems(found)) == number
    assert len(queries) == 0
