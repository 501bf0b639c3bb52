"""Whatever leaves the shop says what it is for: it goes by the outbox, or is one of the few that cannot."""

import re
from pathlib import Path

import pytest

from shop.mail.kinds import TRANSACTIONAL, purpose_of

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("shop", "crm_core", "partners", "personalization", "content", "search", "config")
#: Who may touch Django's mail, and why.
PAST_THE_OUTBOX = {
    "shop/setup/services.py",  # the test mail of the set-up, to the colleague who waits for it
    "shop/user/adapter.py",  # allauth's mails; their `send` goes to the outbox
}
DIRECT = re.compile(
    r"from django\.core\.mail import|from django\.core import mail|\bmail_(admins|managers)\("
)


def test_no_mail_goes_past_the_outbox():
    found = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if DIRECT.search(path.read_text(encoding="utf-8"))
    }
    assert {path for path in found if not path.startswith("shop/mail/")} == PAST_THE_OUTBOX


@pytest.mark.parametrize("code", ["account-email-confirmation", "account-password-reset-key", "order-refund"])
def test_mails_of_an_account_and_of_orders_need_no_consent(code):
    assert purpose_of(code) == TRANSACTIONAL
