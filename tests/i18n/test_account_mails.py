"""Every mail about an account is written by us, in the reader's language."""

from datetime import UTC, datetime
from pathlib import Path

import allauth
import pytest
from django.template.loader import get_template
from django.utils import translation

from tests.i18n.reading import english_in

ROOT = Path(allauth.__file__).parent / "templates"
# Codes by mail are not switched on; the base is what the others extend; a changed address is told of by us.
UNUSED = ("login_code", "password_reset_code", "base_message", "email_changed")
NAMES = sorted(
    f"{folder}/{path.name}"
    for folder in ("account/email", "mfa/email")
    for path in (ROOT / folder).glob("*.txt")
    if not path.name.startswith(UNUSED)
)
CONTEXT = {
    "activate_url": "https://kiln.example/accounts/confirm-email/KEY/",
    "password_reset_url": "https://kiln.example/accounts/password/reset/key/KEY/",
    "signup_url": "https://kiln.example/accounts/signup/",
    "shop_name": "Kiln",
    "from_email": "mei@example.com",
    "to_email": "lin@example.com",
    "deleted_email": "mei@example.com",
    "ip": "192.0.2.1",
    "timestamp": datetime(2026, 11, 28, 9, 5, tzinfo=UTC),
}


@pytest.mark.parametrize("name", NAMES)
def test_allauths_words_are_replaced_by_ours(name):
    assert not Path(get_template(name).origin.name).is_relative_to(ROOT)


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
@pytest.mark.parametrize("name", NAMES)
def test_no_english_is_left(name, language):
    with translation.override(language):
        words = get_template(name).render(dict(CONTEXT))

    assert words.strip()
    assert english_in(words) == []
