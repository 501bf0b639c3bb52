import pytest
from django.template import Context, Template

from shop.configuration.models import MoneySettings

pytestmark = pytest.mark.django_db


def test_an_amount_without_a_currency_is_in_the_one_that_staff_chose():
    MoneySettings.objects.create(currency="JPY")
    page = Template(
        "{% load currency_filters %}{{ amount|currency }} {{ amount|currency:'EUR' }} {{ none|currency }}"
    )

    assert page.render(Context({"amount": 1500, "none": "-"})) == "¥1,500 €1,500.00 "
