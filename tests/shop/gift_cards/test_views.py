"""The balance page, the printed card, and a card that becomes credit."""

from decimal import Decimal

import pytest
from django.urls import reverse

from shop.gift_cards.mail import print_token
from shop.gift_cards.models import GiftCard, GiftCardState
from shop.gift_cards.services import Gift, issue
from shop.store_credit.services import balance
from tests.shop.factories import UserFactory
from tests.shop.gift_cards.kit import a_card, code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
BALANCE, ACCOUNT = reverse("gift_cards:balance"), reverse("store_credit:account")
NONE = "0000-0000-0000-0000-0000"


def answer(client, typed):
    page = client.post(BALANCE, {"code": typed})
    return page.status_code, page.context["card"], page.context["form"].errors.get("code")


def test_who_has_the_code_sees_what_is_left(client):
    card = a_card()
    page = client.post(BALANCE, {"code": code(card).lower().replace("-", " ")})
    assert (page.status_code, page.context["card"]) == (200, card)
    assert "€50.00" in page.content.decode()
    assert (page["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == ("noindex", True)


def test_every_code_that_is_none_gets_one_answer(client):
    disabled, expired = a_card(key="1"), a_card(key="2")
    GiftCard.objects.filter(pk=disabled.pk).update(state=GiftCardState.DISABLED)
    GiftCard.objects.filter(pk=expired.pk).update(expires_on="2020-01-01")
    answers = [answer(client, typed) for typed in (NONE, "no", "ß" * 40, code(disabled), code(expired))]
    assert answers == [(422, None, ["This code is not valid, or nothing is left on the card."])] * 5


@pytest.mark.parametrize(
    "limits", [{"gift_card": "1/10m/key"}, {"gift_card": "1/10m/ip"}, {"gift_card_total": "1/10m/key"}]
)
def test_codes_cannot_be_tried_without_end(client, settings, limits):
    settings.ACCOUNT_RATE_LIMITS = limits
    card = a_card()
    assert answer(client, NONE)[0] == 422
    status, found, _errors = answer(client, code(card))
    assert (status, found) == (429, None)


def test_the_limit_of_all_holds_for_another_visitor(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"gift_card": "9/10m/key", "gift_card_total": "1/10m/key"}
    client.force_login(UserFactory())
    assert answer(client, NONE)[0] == 422
    client.force_login(UserFactory())
    assert answer(client, NONE)[0] == 429


def test_a_card_is_printed_by_its_link_until_it_has_another_code(client):
    card = issue(
        Decimal(25),
        "EUR",
        key="p",
        gift=Gift(language="zh-hans", recipient_name="小明", sender_name="Ada", message="生日快乐"),
    )
    token = print_token(card)
    page = client.get(reverse("gift_cards:print", args=[token]))
    assert (page.status_code, page.content[:5]) == (200, b"%PDF-")
    GiftCard.objects.filter(pk=card.pk).update(salt="0" * 32)
    assert client.get(reverse("gift_cards:print", args=[token])).status_code == 404
    assert client.get(reverse("gift_cards:print", args=[f"{card.pk}.0000:x"])).status_code == 404


def test_a_card_becomes_credit_and_is_listed(client):
    user, card = UserFactory(), a_card()
    client.force_login(user)
    client.post(ACCOUNT, {"code": code(card)})
    again = client.post(ACCOUNT, {"code": code(card)})
    assert (again.status_code, again.context["form"].errors["code"]) == (422, ["This code is not valid."])
    page = client.get(ACCOUNT)
    assert balance(user, "EUR") == Decimal("50.00")
    assert [entry.amount for entry in page.context["entries"]] == [Decimal("50.00")]


def test_nobody_sees_credit_without_logging_in(client):
    assert client.get(ACCOUNT).status_code == 302
