from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command

from shop.b2b.models import Company
from shop.tax.models import Market, TaxExemption, TaxRate, VatCheck
from shop.tax.queries import clear_tax_memory, situation
from shop.tax.services import check_vat_id, clean_vat_id, latest_check, situation_for
from tests.shop.factories import UserFactory

FRENCH = "FR40303265045"
UNREACHABLE = "ATU13585627"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["fr 40 303 265 045", "FR40303265045", "FR40.303.265.045"])
def test_a_vat_id_is_read_as_people_write_it(text):
    assert clean_vat_id(text) == FRENCH


@pytest.mark.parametrize("text", ["FR40303265046", "40303265045", "ZZ1", ""])
def test_a_vat_id_with_a_wrong_digit_is_refused(text):
    with pytest.raises(ValidationError):
        clean_vat_id(text)


def test_the_answer_is_kept_as_evidence_and_not_asked_for_again():
    user = UserFactory()

    first = check_vat_id(FRENCH, by=user)
    second = check_vat_id(FRENCH)

    assert first == second
    assert (first.outcome, first.name, first.source, first.checked_by) == (
        "valid",
        "MAISON ARGILE SARL",
        "recorded",
        user,
    )


def test_after_a_month_the_register_is_asked_again():
    with time_machine.travel("2026-01-01 12:00", tick=False):
        old = check_vat_id(FRENCH)
    with time_machine.travel("2026-02-02 12:00", tick=False):
        assert latest_check(FRENCH) is None
        assert check_vat_id(FRENCH) != old


def test_a_register_that_does_not_answer_leaves_the_tax_charged():
    check = check_vat_id(UNREACHABLE)

    assert (check.outcome, check.detail) == ("unreachable", "MS_UNAVAILABLE")
    assert situation_for(country="AT", vat_id=UNREACHABLE).treatment == "taxed"
    assert check_vat_id(UNREACHABLE) == check


def test_an_id_nobody_knows_is_kept_as_not_valid():
    assert check_vat_id("NL004495445B01").outcome == "invalid"


def test_a_valid_id_shifts_the_tax_and_shows_net_prices():
    check = check_vat_id(FRENCH)

    found = situation_for(country="FR", postcode="69001", vat_id=FRENCH)

    assert (found.treatment, found.vat_check_id, found.shows_net) == ("reverse-charge", check.pk, True)


def test_a_company_buys_without_tax_while_its_certificate_lasts():
    company = Company.objects.create(name="Embassy")
    today = date.today()  # noqa: DTZ011
    certificate = TaxExemption.objects.create(
        company=company, country="DE", certificate="E-1", valid_from=today, valid_until=today
    )

    assert situation_for(country="DE", company=company).treatment == "exempt"
    assert situation_for(country="DE", company=company).certificate == "E-1"
    certificate.valid_from -= timedelta(days=9)
    certificate.valid_until -= timedelta(days=2)
    certificate.save()
    assert situation_for(country="DE", company=company).treatment == "taxed"


def test_a_rate_of_the_back_office_holds_at_once():
    before = situation().rate("standard")

    TaxRate.objects.create(country="DE", tax_class="standard", percent=Decimal(16))

    assert (before, situation().rate("standard")) == (Decimal("0.19"), Decimal("0.16"))


def test_markets_say_how_prices_are_shown():
    assert [situation().shows_net, situation(is_company=True).shows_net] == [False, True]

    Market.objects.create(name="Traders", audience="companies", shows_net=False)
    Market.objects.create(name="Alps", audience="consumers", countries="CH LI", is_registered=True)

    assert situation(is_company=True).shows_net is False
    assert [situation(country=c).treatment for c in ("CH", "LI", "NO")] == ["taxed", "taxed", "export"]


def test_situations_cost_no_query_while_they_are_remembered(django_assert_num_queries):
    clear_tax_memory()
    with django_assert_num_queries(2):
        assert situation(country="FR").rate("standard") == Decimal("0.20")
    with django_assert_num_queries(0):
        assert situation(country="IT").rate("standard") == Decimal("0.22")


def test_loading_the_rates_twice_adds_nothing(capsys):
    call_command("load_tax_rates", country=["DE", "FR"])
    call_command("load_tax_rates", country=["DE", "FR"])

    assert TaxRate.objects.count() == 4
    assert capsys.readouterr().out.split("\n") == ["4 new tax rates.", "0 new tax rates.", ""]


def test_evidence_outlives_who_asked():
    user = UserFactory()
    check_vat_id(FRENCH, by=user)

    user.delete()

    assert VatCheck.objects.get().checked_by is None
