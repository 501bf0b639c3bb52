"""Statements in the portal."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partners.rewards.models import BankDetails, LedgerEntry, Statement
from partners.rewards.services.booking import book_credit
from partners.rewards.services.statements import draw_statements
from tests.partners.factories import PartnerUserFactory
from tests.partners.rewards.factories import RuleFactory, follow, referred_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
MARCH = "/partners/statements/EUR/2026-03/"


@pytest.fixture
def member():
    return PartnerUserFactory()


@pytest.fixture
def partner(client, member):
    client.force_login(member.user)
    return client


@pytest.fixture
def entry(member):
    found = book_credit(
        member.account, Decimal("12.34"), currency="EUR", key="c", note="Vase, Town Hall", base=Decimal(0)
    )
    LedgerEntry.objects.filter(pk=found.pk).update(booked_at=datetime(2026, 3, 10, 12, tzinfo=UTC))
    return found


def test_balance_and_months_are_shown(partner, member, entry):
    draw_statements(now=timezone.now())
    follow(referred_order(member.account))

    page = partner.get(reverse("partner_rewards:statements")).content.decode()

    for text in ("€20.34", "€12.34", "March 2026", "€8.00 pending", "No bank details", "current month"):
        assert text in page


def test_month_lists_its_entries_with_why(partner, entry):
    page = partner.get(MARCH).content.decode()
    assert ("Vase, Town Hall" in page, "Special-price credit" in page, "€12.34" in page) == (True,) * 3


def test_entry_leads_to_its_lines_and_its_rule(partner, member):
    RuleFactory(amount=Decimal("5.00"))
    order = referred_order(member.account, quantity=2)
    follow(order)
    found = LedgerEntry.objects.get(kind="reward")

    page = partner.get(reverse("partner_rewards:entry", args=[found.reference])).content.decode()

    for text in (order.number, "€5.00 for each unit sold of all goods", "€10.00", "2 units"):
        assert text in page
    assert order.guest_email not in page


def test_queries_do_not_grow_with_the_entries(partner, member):
    follow(referred_order(member.account))
    url = f"/partners/statements/EUR/{timezone.now():%Y-%m}/"
    partner.get(url)
    with CaptureQueriesContext(connection) as one:
        partner.get(url)
    for _order in range(2):
        follow(referred_order(member.account))
    with CaptureQueriesContext(connection) as three:
        partner.get(url)
    assert len(three) == len(one)


def test_month_as_table_and_on_paper(partner, entry):
    table = partner.get(f"{MARCH}csv/")
    paper = partner.get(f"{MARCH}pdf/")

    assert "12.34,EUR" in table.content.decode()
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    "path", [MARCH, "/partners/statements/EUR/2026-13/", "/partners/statements/USD/2026-03/"]
)
def test_what_is_another_partners_or_nothing_is_not_found(client, entry, path):
    client.force_login(PartnerUserFactory().user)
    assert client.get(path).status_code == 404
    assert client.get(reverse("partner_rewards:entry", args=[entry.reference])).status_code == 404


def test_bank_details_are_checked_kept_and_masked(partner, member):
    url = reverse("partner_rewards:bank")
    typed = {"holder": "Nordform GmbH", "iban": "DE89 3704 0044 0532 0130 01", "bic": "NOPE"}
    refused = partner.post(url, typed)
    assert refused.status_code == 422
    assert "check digits" in refused.content.decode()
    assert "Nordform GmbH" in refused.content.decode()

    partner.post(url, {**typed, "iban": "de89 3704 0044 0532 0130 00", "bic": "cobadeff"})

    kept = BankDetails.objects.get()
    assert (kept.account, kept.iban, kept.bic) == (member.account, "DE89370400440532013000", "COBADEFF")
    page = partner.get(url).content.decode()
    assert "DE•• •••• 3000" in page
    assert kept.iban not in page


def test_command_names_a_statement_that_deviates(member, entry, capsys):
    draw_statements(now=timezone.now())
    call_command("check_partner_statements", month="2026-03")
    Statement.objects.update(closing=99)
    with pytest.raises(CommandError):
        call_command("check_partner_statements")
    assert "99.000 kept, 12.340 counted" in capsys.readouterr().out
