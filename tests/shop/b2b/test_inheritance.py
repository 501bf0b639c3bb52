from decimal import Decimal

import pytest

from shop.b2b.inheritance import sales_rep_of, terms_of
from shop.b2b.models import CompanyGroup
from tests.shop.b2b.factories import CompanyFactory, access, member
from tests.shop.factories import StaffFactory

pytestmark = pytest.mark.django_db


def test_what_nobody_set_is_the_shops_default(settings):
    settings.KILN_ACCOUNT_TERMS_DAYS = 14
    company = CompanyFactory()

    terms = terms_of(company)

    assert (terms.payment_terms_days.value, terms.payment_terms_days.source) == (14, None)
    assert terms.payment_terms_days.origin_for(company) == "shop's default"
    assert (terms.needs_po_number.value, terms.has_early_payment, terms.sales_rep.value) == (
        False,
        False,
        None,
    )


def test_the_nearest_parent_that_set_something_counts():
    rep = StaffFactory()
    top = CompanyFactory(payment_terms_days=60, needs_po_number=True, sales_rep=rep)
    middle = CompanyFactory(parent=top, payment_terms_days=45)
    low = CompanyFactory(parent=middle, needs_po_number=False)

    terms = terms_of(low)

    assert (terms.payment_terms_days.value, terms.payment_terms_days.source) == (45, middle)
    assert terms.payment_terms_days.origin_for(low) == f"inherited from {middle.name}"
    assert (terms.needs_po_number.value, terms.needs_po_number.origin_for(low)) == (False, "set here")
    assert sales_rep_of(low) == rep


def test_early_payment_takes_days_and_percent():
    company = CompanyFactory(early_payment_percent=Decimal(2))
    assert not terms_of(company).has_early_payment

    company.early_payment_days = 10
    assert terms_of(company).has_early_payment


def test_no_days_at_all_is_a_value_and_not_nothing():
    top = CompanyFactory(payment_terms_days=30)
    assert terms_of(CompanyFactory(parent=top, payment_terms_days=0)).payment_terms_days.value == 0


def test_terms_of_a_deep_company_cost_one_query(django_assert_num_queries):
    company = CompanyFactory(sales_rep=StaffFactory(), group=CompanyGroup.objects.create(name="Retail"))
    for _level in range(3):
        company = CompanyFactory(parent=company)

    with django_assert_num_queries(1):
        terms = terms_of(company)
        assert (str(terms.sales_rep.value), terms.group.value.name) != ("", "")


def test_the_group_of_a_parent_is_the_group_of_its_people():
    group = CompanyGroup.objects.create(name="Retail")
    top = CompanyFactory(group=group)

    assert access(member(CompanyFactory(parent=CompanyFactory(parent=top)))).group_id == group.pk
    assert access(member(CompanyFactory())).group_id is None
