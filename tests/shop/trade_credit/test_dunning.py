"""One reminder to a company about all that is overdue, of each level once; what is disputed waits."""

from datetime import timedelta

import pytest

from shop.b2b.presets import ACCOUNTANT, BUYER
from shop.events.models import Event
from shop.mail.models import Mail
from shop.time_zones import shop_day
from shop.trade_credit.disputes import open_dispute, resolve_dispute
from shop.trade_credit.dunning import next_reminders, pause_reminders, remind_companies, resume_reminders
from shop.trade_credit.exceptions import CreditRefusedError
from shop.trade_credit.models import DunningSettings, PaymentReminder, Receivable
from tests.crm_core.factories import CompanyFactory
from tests.shop.factories import StaffFactory, UserFactory
from tests.shop.trade_credit.factories import buy, invoice, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return CompanyFactory()


def overdue(company, days, **kwargs):
    order = buy(company, **kwargs)
    Receivable.objects.filter(order=order).update(due_on=shop_day() - timedelta(days=days))
    return order


def later(days):
    return shop_day() + timedelta(days=days)


def test_company_gets_one_mail_about_everything_in_its_language(company):
    accountant = make_member(company, ACCOUNTANT, language="zh-hans")
    make_member(company, BUYER)
    orders = [overdue(company, 3), overdue(company, 1)]
    buy(company)

    assert (remind_companies(), remind_companies()) == (1, 0)

    mail = Mail.objects.get(kind="payment-reminder")
    assert (mail.to, mail.language) == (accountant.email, "zh-hans")
    assert all(order.number in mail.text for order in orders)
    assert PaymentReminder.objects.get().items.count() == 2
    assert Event.objects.filter(name="PaymentReminderSent").count() == 1


def test_each_level_is_reached_once(company):
    make_member(company)
    overdue(company, 3)

    found = [remind_companies(later(days)) for days in (0, 1, 10, 11, 12, 24, 25, 26)]

    assert found == [1, 0, 0, 1, 0, 0, 1, 0]
    assert list(PaymentReminder.objects.order_by("pk").values_list("level", flat=True)) == [1, 2, 3]


def test_settings_say_when_and_whether(company):
    make_member(company)
    overdue(company, 20)
    DunningSettings.objects.update_or_create(
        pk=1, defaults={"first_days": None, "second_days": None, "third_days": 21}
    )

    assert (remind_companies(), remind_companies(later(1))) == (0, 1)
    assert PaymentReminder.objects.get().level == 3


def test_without_an_accountant_the_buyer_is_written_to(company):
    buyer = UserFactory()
    overdue(company, 3, user=buyer)

    remind_companies()

    assert Mail.objects.get(kind="payment-reminder").to == buyer.email


def test_disputed_order_is_not_reminded_of_until_it_is_answered(company):
    user = make_member(company)
    order = overdue(company, 3)
    document = invoice(order)
    dispute = open_dispute(document, reason="price", text="Too dear", by=user)
    assert open_dispute(document, reason="price", text="Too dear", by=user) == dispute
    assert remind_companies() == 0

    with pytest.raises(CreditRefusedError):
        resolve_dispute(dispute, is_accepted=False, answer="No.", by=user)
    resolve_dispute(dispute, is_accepted=False, answer="The price is as agreed.", by=StaffFactory())
    with pytest.raises(CreditRefusedError):
        resolve_dispute(dispute, is_accepted=True, answer="Yes.", by=StaffFactory())

    assert remind_companies() == 1
    assert "as agreed" in Mail.objects.get(kind="dispute-answered").text


def test_next_reminder_is_that_of_the_next_level(company):
    make_member(company)
    order = overdue(company, 3)
    rows = [Receivable.objects.get(order=order)]
    assert next_reminders(rows, shop_day()) == {company.pk: shop_day()}

    remind_companies()

    assert next_reminders(rows, shop_day()) == {company.pk: later(11)}


def test_a_paused_company_is_not_reminded_until_its_day(company):
    make_member(company)
    overdue(company, 3)
    pause_reminders(company, until=later(5), reason="Instalments agreed", by=StaffFactory())

    assert [remind_companies(later(days)) for days in (0, 4)] == [0, 0]
    assert next_reminders(list(Receivable.objects.all()), shop_day()) == {company.pk: later(5)}
    assert remind_companies(later(5)) == 1


def test_a_pause_without_an_end_holds_until_somebody_goes_on(company):
    make_member(company)
    overdue(company, 3)
    staff = StaffFactory()
    pause_reminders(company, until=None, reason="In talks", by=staff)

    assert remind_companies(later(20)) == 0
    assert next_reminders(list(Receivable.objects.all()), shop_day()) == {}
    resume_reminders(company, by=staff)
    assert remind_companies(later(20)) == 1


@pytest.mark.parametrize(("days", "reason"), [(0, "Why"), (5, "  ")])
def test_a_pause_has_a_reason_and_ends_later(company, days, reason):
    with pytest.raises(CreditRefusedError):
        pause_reminders(company, until=later(days), reason=reason, by=StaffFactory())
