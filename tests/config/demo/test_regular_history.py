"""The regular customers of the demo, written."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from config.demo.regular_history import add_regulars
from config.demo.regulars import regular_companies
from crm_core.customers.models import Customer
from crm_core.scores.models import CustomerScore
from shop.b2b.models import CompanyContact
from shop.order.models import Line, Order
from shop.stock.models import StockMovement

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("catalogue")
def test_orders_figures_scores_and_companies_are_there_once():
    number = add_regulars(people=8, companies=3)

    orders = Order.objects.all()
    assert number == orders.count() > 20
    assert add_regulars(people=8, companies=3) == 0
    assert orders.count() == number
    counted = Customer.objects.filter(customer_orders__isnull=False).distinct()
    assert sum(one.orders_count for one in counted) == number
    assert not counted.filter(stage="prospect").exists()
    assert CustomerScore.objects.count() == counted.count()
    names = {one.company for one in regular_companies(3)}
    assert (
        set(Customer.objects.filter(company__isnull=False).values_list("company__name", flat=True)) == names
    )
    assert CompanyContact.objects.count() == 3
    assert mail.outbox == []
    assert not StockMovement.objects.exists()


@pytest.mark.usefixtures("catalogue")
def test_orders_have_their_address_language_and_tax():
    add_regulars(people=8, companies=1)

    for order in Order.objects.select_related("shipping_address", "billing_address"):
        assert order.shipping_address.country_id == order.billing_address.country_id == order.tax_country
        assert order.language in {"en", "zh-hans", "zh-hant"}
        lines = Line.objects.filter(order=order)
        assert sum(line.line_price_incl_tax for line in lines) == order.total_incl_tax
        assert sum(line.line_price_excl_tax for line in lines) == order.total_excl_tax
        assert (order.total_excl_tax < order.total_incl_tax) is (
            order.tax_country in {"DE", "AT", "NL", "FR"}
        )


@pytest.mark.usefixtures("catalogue")
def test_what_was_broken_off_goes_on():
    number = add_regulars(people=8, companies=2)
    late = list(Order.objects.order_by("-date_placed").values_list("pk", flat=True)[:20])
    Order.objects.filter(pk__in=late).delete()
    CustomerScore.objects.all().delete()
    Customer.objects.update(orders_count=0)

    assert add_regulars(people=8, companies=2) == 20
    assert Order.objects.count() == number
    assert not Customer.objects.filter(customer_orders__isnull=False, orders_count=0).exists()


def test_the_command_refuses_a_shop_that_is_none_for_trying(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError):
        call_command("load_regulars")
    assert not Order.objects.exists()
