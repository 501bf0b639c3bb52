"""Staff screens of gift cards and store credit."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from shop.audit.models import AuditEntry
from shop.audit.registry import action_label
from shop.gift_cards.models import GiftCard, GiftCardState
from shop.gift_cards.queries import card_of_code
from shop.mail.models import Mail
from shop.store_credit.services import balance, credit_account, grant
from tests.shop.factories import UserFactory
from tests.shop.gift_cards.kit import a_card, code

pytestmark = pytest.mark.django_db
KEY = "6f1f2f1a-30b3-4f0e-9a53-0d8f0f4c2b11"


@pytest.fixture
def staff(client):
    """Log a colleague in who has these rights, and return them."""

    def log_in(*rights):
        user = UserFactory(is_staff=True)
        user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", *rights]))
        client.force_login(user)
        return user

    return log_in


def page(card):
    return reverse("gift_cards_office:inspect", args=[card.pk])


def test_a_card_is_issued_once_with_a_reason(client, staff):
    staff("view_giftcard", "add_giftcard")
    typed = {"key": KEY, "amount": "40", "reason": "B2B", "language": "en"}
    for _again in range(2):
        client.post(reverse("gift_cards_office:add"), typed)
    card = GiftCard.objects.get()
    assert (card.balance, card.reason) == (Decimal("40.00"), "B2B")


def test_without_a_reason_none_is_issued_and_what_was_typed_stays(client, staff):
    staff("view_giftcard", "add_giftcard")
    answer = client.post(
        reverse("gift_cards_office:add"), {"key": KEY, "amount": "40", "reason": "", "language": "en"}
    )
    assert answer.context["form"]["amount"].value() == "40"
    assert not GiftCard.objects.exists()


def test_cards_are_found_by_their_last_digits(client, staff):
    staff("view_giftcard")
    card, _other = a_card(key="1"), a_card(key="2")
    found = client.get(reverse("gift_cards_office:index"), {"q": f"…{card.last_four.lower()}"})
    assert [row.pk for row in found.context["object_list"]] == [card.pk]


def test_the_page_shows_no_code_and_acts_with_a_reason(client, staff):
    staff("view_giftcard", "change_giftcard")
    card = a_card()
    old = code(card)
    assert old not in client.get(page(card)).content.decode()
    client.post(page(card), {"action": "disable", "reason": ""})
    assert GiftCard.objects.get().state == GiftCardState.ACTIVE
    client.post(page(card), {"action": "disable", "reason": "lost"})
    assert GiftCard.objects.get().state == GiftCardState.DISABLED
    client.post(page(card), {"action": "reissue", "reason": "lost"})
    assert card_of_code(old) is None
    assert AuditEntry.objects.filter(action__startswith="gift_card.").count() == 2


def test_pages_tell_what_moved(client, staff):
    staff("view_giftcard", "view_ledgeraccount", "change_giftcard", "adjust_ledgeraccount")
    grant("ada@example.com", Decimal("12.00"), currency="EUR", reason="A chipped rim", key="g")
    account = credit_account("ada@example.com", "EUR")
    card = a_card("50.00", reason="Opening")
    told = [
        (page(card), "gift card issued"),
        (reverse("store_credits:inspect", args=[account.pk]), "A chipped rim"),
    ]
    for url, words in told:
        shown = client.get(url).content.decode()
        assert (words in shown, "could not be shown" in shown) == (True, False)


def test_who_may_only_look_changes_nothing(client, staff):
    staff("view_giftcard")
    card = a_card()
    client.post(page(card), {"action": "disable", "reason": "x"})
    assert client.get(reverse("gift_card_print", args=[card.pk])).status_code == 403
    assert client.get(reverse("gift_card_liability")).status_code == 403
    assert GiftCard.objects.get().state == GiftCardState.ACTIVE


def test_printing_shows_the_code_and_is_logged(client, staff):
    staff("view_giftcard", "change_giftcard")
    answer = client.get(reverse("gift_card_print", args=[a_card().pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert AuditEntry.objects.filter(action="gift_card.print").count() == 1


def test_the_code_is_sent_again_on_demand(client, staff):
    by = staff("view_giftcard", "change_giftcard")
    card = a_card()
    GiftCard.objects.update(recipient_email="ada@example.com")
    for _again in range(2):
        client.post(page(card), {"action": "resend", "reason": "asked"})
    assert Mail.objects.filter(to="ada@example.com", is_secret=True).count() == 2
    assert AuditEntry.objects.filter(action="gift_card.resend", actor=by).count() == 2


def test_the_audit_log_has_words_for_all_that_staff_do():
    card = [f"gift_card.{what}" for what in ("issue", "print", "resend", "reissue", "disabled", "active")]
    for action in [*card, "store_credit.grant", "store_credit.adjust"]:
        assert action_label(action) != action


def test_a_code_that_cannot_be_sent_is_said_to_be_so(client, staff):
    staff("view_giftcard", "change_giftcard")
    card = a_card()
    answer = client.post(page(card), {"action": "resend", "reason": "asked"})
    assert "The code was not sent" in answer.content.decode()
    assert (Mail.objects.count(), AuditEntry.objects.filter(action="gift_card.resend").count()) == (0, 0)


def test_who_only_corrects_balances_sends_no_code(client, staff):
    staff("view_giftcard", "adjust_ledgeraccount")
    card = a_card()
    GiftCard.objects.update(recipient_email="ada@example.com")
    client.post(page(card), {"action": "resend", "reason": "asked"})
    assert not Mail.objects.exists()


@pytest.mark.parametrize("days", [("0001-01-01", "2026-01-01"), ("2026-01-01", "9999-12-31")])
def test_days_beyond_all_calendars_are_refused(client, staff, days):
    staff("view_giftcard", "export_giftcard")
    answer = client.get(reverse("gift_card_liability"), dict(zip(("first", "last"), days, strict=True)))
    assert answer.status_code == 422


def test_the_liability_report_adds_up(client, staff):
    staff("view_giftcard", "export_giftcard")
    a_card("50.00")
    grant(UserFactory(), Decimal("12.50"), currency="EUR", reason="Sorry", key="g")
    days = {"first": "2020-01-01", "last": "2099-12-31"}
    rows = client.get(reverse("gift_card_liability"), days).content.decode().splitlines()
    assert rows == [
        "Currency,Account,Movement,Amount,Number",
        "EUR,store credit of a customer,Owed at the beginning,0.00,",
        "EUR,store credit of a customer,credit granted,12.50,1",
        "EUR,store credit of a customer,Owed at the end,12.50,",
        "EUR,gift card,Owed at the beginning,0.00,",
        "EUR,gift card,gift card issued,50.00,1",
        "EUR,gift card,Owed at the end,50.00,",
    ]


def test_a_period_that_ends_before_it_begins_is_refused(client, staff):
    staff("view_giftcard", "export_giftcard")
    answer = client.get(reverse("gift_card_liability"), {"first": "2026-02-01", "last": "2026-01-01"})
    assert (answer.status_code, "last" in answer.context["form"].errors) == (422, True)


def test_credit_is_granted_once_within_the_limit_of_the_role(client, staff, settings):
    settings.KILN_CREDIT_GRANT_LIMITS = {"": 50}
    staff("view_ledgeraccount", "grant_ledgeraccount")
    typed = {"key": KEY, "email": "Ada@example.com", "amount": "50.01", "reason": "Sorry"}
    answer = client.post(reverse("store_credits:add"), typed)
    assert "50.00" in str(answer.context["form"].non_field_errors())
    assert balance("ada@example.com", "EUR") == 0
    for _again in range(2):
        client.post(reverse("store_credits:add"), {**typed, "amount": "50"})
    assert balance("ada@example.com", "EUR") == Decimal("50.00")
    assert AuditEntry.objects.filter(action="store_credit.grant").count() == 1


def test_a_balance_is_corrected_by_who_may(client, staff):
    account = credit_account("ada@example.com", "EUR")
    grant("ada@example.com", Decimal("12.00"), currency="EUR", reason="Sorry", key="g")
    url = reverse("store_credits:inspect", args=[account.pk])
    staff("view_ledgeraccount")
    client.post(url, {"action": "adjust", "key": KEY, "amount": "-2", "reason": "x"})
    assert balance("ada@example.com", "EUR") == Decimal("12.00")
    staff("view_ledgeraccount", "adjust_ledgeraccount")
    for amount in ("-13", "0", "nonsense"):
        answer = client.post(url, {"action": "adjust", "key": KEY, "amount": amount, "reason": "x"})
        assert answer.status_code == 422
    client.post(url, {"action": "adjust", "key": KEY, "amount": "-2", "reason": "x"})
    assert balance("ada@example.com", "EUR") == Decimal("10.00")
