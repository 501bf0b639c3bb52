from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse

from personalization.interactions import consent
from personalization.interactions.consent import (
    CONSENT_COOKIE,
    LIFETIME,
    VISITOR_COOKIE,
    BrowserState,
    ConsentChoice,
    choice_in,
    visitor_key_in,
    write_cookies,
)

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
KEY = uuid4()


def cookies_of(*, granted=True, key=KEY, chosen_at=NOW, now=NOW):
    response = HttpResponse()
    choice = ConsentChoice(granted=granted, chosen_at=chosen_at)
    write_cookies(response, BrowserState(choice=choice, visitor_key=key), now=now)
    return response.cookies


def values(cookies):
    return {name: morsel.value for name, morsel in cookies.items()}


def test_yes_is_read_back():
    jar = values(cookies_of())

    assert choice_in(jar, now=NOW) == ConsentChoice(granted=True, chosen_at=NOW)
    assert visitor_key_in(jar, now=NOW) == KEY


def test_no_names_nobody_and_takes_the_visitor_cookie_away():
    cookies = cookies_of(granted=False)

    assert choice_in(values(cookies), now=NOW) == ConsentChoice(granted=False, chosen_at=NOW)
    assert cookies[VISITOR_COOKIE].value == ""
    assert cookies[VISITOR_COOKIE]["max-age"] == 0


def test_visitor_cookie_without_a_yes_names_nobody():
    jar = values(cookies_of()) | {CONSENT_COOKIE: values(cookies_of(granted=False))[CONSENT_COOKIE]}

    assert visitor_key_in(jar, now=NOW) is None
    assert visitor_key_in({VISITOR_COOKIE: jar[VISITOR_COOKIE]}, now=NOW) is None


def test_cookies_are_kept_from_scripts_and_other_sites(settings):
    settings.SESSION_COOKIE_SECURE = True

    for cookie in cookies_of().values():
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"
        assert cookie["secure"] is True
        assert cookie["max-age"] == LIFETIME.total_seconds()


def test_a_later_write_does_not_prolong_the_choice():
    cookies = cookies_of(now=NOW + timedelta(days=100))

    assert cookies[VISITOR_COOKIE]["max-age"] == (LIFETIME - timedelta(days=100)).total_seconds()


def test_choice_ends_after_thirteen_months():
    jar = values(cookies_of())

    assert choice_in(jar, now=NOW + LIFETIME) == ConsentChoice(granted=True, chosen_at=NOW)
    assert choice_in(jar, now=NOW + LIFETIME + timedelta(seconds=1)) is None
    assert visitor_key_in(jar, now=NOW + LIFETIME + timedelta(seconds=1)) is None


def test_choice_about_older_words_does_not_count(monkeypatch):
    jar = values(cookies_of())
    monkeypatch.setattr(consent, "TEXT_VERSION", "2031-01")

    assert choice_in(jar, now=NOW) is None


@pytest.mark.parametrize("forged", ["", "yes", "2026-11|yes|1795339800", "2026-11|yes|1795339800:AAAA"])
def test_forged_cookies_count_for_nothing(forged):
    assert choice_in({CONSENT_COOKIE: forged}, now=NOW) is None
    assert visitor_key_in({**values(cookies_of()), VISITOR_COOKIE: forged}, now=NOW) is None
