from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm_core.pipeline.models import Deal
from partners.deal_registrations.decisions import (
    Protection,
    approve,
    expire_due,
    extend,
    give_back,
    judge,
    refuse_extension,
    reject,
    take,
)
from partners.deal_registrations.errors import RegistrationError, RegistrationMovedError
from partners.deal_registrations.services import ask_extension
from tests.crm_core.factories import CompanyFactory
from tests.crm_core.pipeline.factories import deal
from tests.partners.deal_registrations.factories import approved, fresh, submitted
from tests.shop.factories import CategoryFactory, ProductFactory, StaffFactory

NOW = timezone.now


def grant(registration, *, by=None, **terms):
    granted = Protection(**{"until": NOW() + timedelta(days=90), **terms})
    return approve(registration, granted, by=by or StaffFactory(), now=NOW())


def test_taken_once():
    registration, one, other = submitted(), StaffFactory(), StaffFactory()
    take(registration, by=one, now=NOW())
    take(registration, by=other, now=NOW())

    row = fresh(registration)
    assert (row.state, row.reviewer) == ("in_review", one)


def test_approved_is_protected_and_opens_one_deal():
    registration = submitted(expected_value=Decimal("1000.00"))
    grant(registration, answer="Good luck")

    row = fresh(registration)
    assert (row.state, row.answer, row.is_protected(NOW())) == ("approved", "Good luck", True)
    assert row.deal.source == f"registration:{row.pk}"
    assert row.deal.amount == Decimal("1190.00")
    assert Deal.objects.count() == 1
    with pytest.raises(RegistrationMovedError):
        grant(registration)
    assert Deal.objects.count() == 1


def test_approval_links_the_deal_that_staff_choose():
    registration, ours = submitted(), deal()
    grant(registration, deal=ours)

    assert fresh(registration).deal == ours
    assert Deal.objects.count() == 1


def test_rival_cannot_be_approved_while_the_first_is_protected():
    first, second = submitted(), submitted()
    grant(first)

    with pytest.raises(RegistrationError, match=first.number):
        grant(second)
    assert fresh(second).state == "submitted"


def test_rival_can_be_approved_where_staff_judge_it_is_somebody_else():
    first, second = submitted(), submitted()
    grant(first)
    judge(second.matches.get(other=first), "different", by=StaffFactory(), now=NOW())

    assert grant(second).state == "approved"
    assert second.evidence.filter(act="judged").exists()


def test_conflict_is_judged_until_it_is_decided():
    submitted()
    second = submitted()
    match = second.matches.get()
    reject(second, answer="No", by=StaffFactory(), now=NOW())

    with pytest.raises(RegistrationMovedError):
        judge(match, "different", by=StaffFactory(), now=NOW())


def test_rival_for_another_site_or_other_products_can_be_approved():
    cup, bowl = ProductFactory(), ProductFactory()
    first = submitted(lines=[(cup, 1)])
    grant(first, covers_all=False, site_postcode="20457")

    elsewhere = submitted(lines=[(cup, 1)])
    assert grant(elsewhere, covers_all=False, site_postcode="80331").state == "approved"
    other_goods = submitted(lines=[(bowl, 1)])
    assert grant(other_goods, covers_all=False).state == "approved"
    with pytest.raises(RegistrationError):
        grant(submitted(lines=[(cup, 1)]), covers_all=False)


def test_category_covers_what_lies_below_it():
    top = CategoryFactory()
    cup = ProductFactory()
    cup.categories.add(top)
    grant(submitted(), covers_all=False, categories=[top])

    with pytest.raises(RegistrationError):
        grant(submitted(lines=[(cup, 1)]), covers_all=False)


def test_protection_ends_in_the_future():
    with pytest.raises(RegistrationError):
        grant(submitted(), until=NOW() - timedelta(days=1))


def test_returned_and_rejected_with_words():
    registration, staff = submitted(), StaffFactory()
    give_back(registration, answer="Which site?", by=staff, now=NOW())
    assert (fresh(registration).state, fresh(registration).answer) == ("returned", "Which site?")
    with pytest.raises(RegistrationMovedError):
        reject(registration, answer="No", by=staff, now=NOW())

    other = submitted(customer_name="Mountain Lodge", contact_email="a@lodge.example")
    reject(other, answer="Our own customer", by=staff, now=NOW())
    assert fresh(other).state == "rejected"


def test_extension_is_granted_or_refused():
    registration, staff = approved(), StaffFactory()
    later = registration.protected_until + timedelta(days=30)
    ask_extension(registration, until=later.date(), reason="Tender", by=registration.created_by, now=NOW())
    refuse_extension(registration, by=staff, now=NOW())
    assert fresh(registration).extension_until is None
    with pytest.raises(RegistrationMovedError):
        refuse_extension(registration, by=staff, now=NOW())

    extend(registration, until=later, by=staff, now=NOW())
    assert fresh(registration).protected_until == later
    with pytest.raises(RegistrationError):
        extend(registration, until=later, by=staff, now=NOW())


def test_protection_expires_once():
    registration = approved()
    assert expire_due(now=NOW()) == 0

    after = registration.protected_until + timedelta(seconds=1)
    assert expire_due(now=after) == 1
    assert expire_due(now=after) == 0
    assert fresh(registration).state == "expired"
    assert submitted().was_first


def test_company_account_of_the_end_customer_is_found_or_chosen():
    company = CompanyFactory(name="Harbour Hotel", vat_id="DE136695976")
    assert submitted(vat_id="DE136695976").company == company

    chosen = CompanyFactory()
    registration = submitted(customer_name="Lodge", contact_email="a@lodge.example")
    assert grant(registration, company=chosen).company == chosen
