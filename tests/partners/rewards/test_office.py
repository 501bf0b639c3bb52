"""Rewards in the back office."""

from datetime import timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from config.roles.services import set_up_roles
from partners.rewards.documents import PAIN, sepa_xml
from partners.rewards.models import LedgerEntry, PaymentFile, RewardRule, Statement
from partners.rewards.services.booking import book_credit
from partners.rewards.services.paying import set_bank_details
from partners.rewards.services.statements import draw_statements
from tests.partners.factories import PartnerAccountFactory
from tests.partners.rewards.factories import RuleFactory, follow, rebate, referred_order
from tests.shop.factories import StaffFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
RULE = {
    "name": "Spring",
    "kind": "spif",
    "currency": "EUR",
    "amount": "5.00",
    "minimum": "0",
    "period": "quarter",
    "valid_from": "2026-01-01",
    "levels-TOTAL_FORMS": "0",
    "levels-INITIAL_FORMS": "0",
    "levels-MIN_NUM_FORMS": "0",
    "levels-MAX_NUM_FORMS": "20",
}


@pytest.fixture
def office(client):
    client.force_login(StaffFactory(is_superuser=True))
    return client


@pytest.fixture
def statement():
    account = PartnerAccountFactory()
    entry = book_credit(account, Decimal(10), currency="EUR", key="c", note="Vase", base=Decimal(0))
    moment = timezone.now() - timedelta(days=40)
    LedgerEntry.objects.filter(pk=entry.pk).update(booked_at=moment, payable_at=moment)
    draw_statements(now=timezone.now())
    return Statement.objects.earliest("month")


def someone_of(role):
    """A member of staff with the rights of one role."""
    set_up_roles()
    user = StaffFactory(is_superuser=False)
    user.groups.add(Group.objects.get(name=role))
    return user


def page_of(statement):
    return reverse("partner_statements:inspect", args=[statement.pk])


def test_rule_is_made_and_reads_as_a_sentence(office):
    refused = office.post("/cms/partner-reward-rules/new/", {**RULE, "amount": "", "rate": "3"})
    assert refused.status_code == 200
    assert "This kind of rule needs it." in refused.content.decode()
    office.post("/cms/partner-reward-rules/new/", RULE)

    assert RewardRule.objects.get().amount == 5
    page = office.get("/cms/partner-reward-rules/").content.decode()
    assert "€5.00 for each unit sold of all goods" in page


def test_rebate_reads_with_its_levels(office):
    rebate(("100", "2"), ("300", "5"), cap=Decimal(50))
    page = office.get("/cms/partner-reward-rules/").content.decode()
    assert "2 % from €100.00, 5 % from €300.00 back on own purchases of all goods" in page
    assert "at most €50.00" in page


def test_terms_of_a_rule_that_was_earned_by_stay(office):
    rule = RuleFactory()
    follow(referred_order())
    url = f"/cms/partner-reward-rules/edit/{rule.pk}/"
    page = office.post(url, {**RULE, "name": rule.name, "amount": "9.00", "valid_from": "2020-01-01"})
    rule.refresh_from_db()
    assert rule.amount == 5
    assert "let it end" in page.content.decode()


def test_statement_is_approved_asked_about_and_paid(office, statement):
    set_bank_details(
        statement.account, holder="Nordform", iban="DE89370400440532013000", bic="", by=StaffFactory()
    )
    office.post(page_of(statement), {"action": "approve", "closing": "10.000"})
    page = office.get(page_of(statement)).content.decode()
    assert ("agrees to the penny" in page, "DE•• •••• 3000" in page) == (True, True)

    paying = {"action": "pay", "method": "bank", "total": "10.000"}
    question = office.post(page_of(statement), paying)
    assert "Pay €10.00 to" in question.content.decode()
    assert Statement.objects.earliest("month").payout is None
    for _click in range(2):
        office.post(page_of(statement), {**paying, "confirmed": "1"})

    assert Statement.objects.earliest("month").payout.total == 10
    assert LedgerEntry.objects.filter(kind="payout").count() == 1


def test_statement_is_not_approved_with_another_balance(office, statement):
    answer = office.post(page_of(statement), {"action": "approve", "closing": "9"}, follow=True)
    assert "has changed in the meantime" in answer.content.decode()
    assert Statement.objects.earliest("month").status == "draft"


def test_payment_file_is_made_and_handed_out(office, statement):
    test_statement_is_approved_asked_about_and_paid(office, statement)
    transfer = Statement.objects.earliest("month").payout.transfer
    url = reverse("partner_payment_file_make")
    assert "Nordform" in office.get(url).content.decode()
    chosen = {"transfers": [transfer.pk], "currency": "EUR"}
    refused = office.post(url, {**chosen, "file_format": "sepa"})
    assert (refused.status_code, PaymentFile.objects.count()) == (422, 0)  # the shop has no account
    office.post(url, {**chosen, "file_format": "csv"})

    made = PaymentFile.objects.get()
    table = office.get(reverse("partner_payment_file", args=[made.pk])).content.decode()
    assert "DE89370400440532013000,,10.00,EUR" in table
    assert (
        "DE89370400440532013000" not in office.get(f"/cms/partner-payment-files/{made.pk}/").content.decode()
    )


def test_sepa_file_names_sum_accounts_and_references(office, statement):
    test_payment_file_is_made_and_handed_out(office, statement)
    made = PaymentFile.objects.get()

    root = ET.fromstring(sepa_xml(made, name="Kiln", iban="DE02120300000000202051"))

    names = {"p": PAIN}
    assert root.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=names) == "10.00"
    assert root.findtext(".//p:CdtrAcct/p:Id/p:IBAN", namespaces=names) == "DE89370400440532013000"
    assert root.findtext(".//p:DbtrAcct/p:Id/p:IBAN", namespaces=names) == "DE02120300000000202051"
    assert root.find(".//p:InstdAmt", namespaces=names).attrib == {"Ccy": "EUR"}


@pytest.mark.parametrize("who", ["nobody", "marketing"])
@pytest.mark.parametrize(
    "path", ["partner-statements/", "partner-reward-rules/", "partner-payment-files/make/"]
)
def test_others_see_nothing(client, statement, who, path):
    if who != "nobody":
        client.force_login(someone_of(who))
    assert client.get(f"/cms/{path}").status_code in {302, 403}
    assert client.post(page_of(statement), {"action": "approve", "closing": "10"}).status_code in {302, 403}
    assert Statement.objects.earliest("month").status == "draft"


def test_lists_open(office, statement):
    assert "/cms/partner-payment-files/make/" in office.get("/cms/partner-payment-files/").content.decode()
    for path in ("partner-accruals/", "partner-statements/", "partner-payment-files/", "special-prices/"):
        assert office.get(f"/cms/{path}").status_code == 200
