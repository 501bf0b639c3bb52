from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse

from partners.referrals.cookies import COOKIE, LIFETIME, Click, click_in, write_click

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def jar(code="nordform"):
    response = HttpResponse()
    write_click(response, code=code, now=NOW)
    return {COOKIE: response.cookies[COOKIE].value}


def test_click_is_read_back_for_thirty_days():
    click = Click(code="nordform", clicked_at=NOW)

    assert click_in(jar(), now=NOW + LIFETIME) == click
    assert click_in(jar(), now=NOW + LIFETIME + timedelta(seconds=1)) is None


@pytest.mark.parametrize("forged", ["", "nordform", "nordform|1795339800", "nordform|1795339800:AAAA"])
def test_forged_click_counts_for_nothing(forged):
    assert click_in({COOKIE: forged}, now=NOW) is None


def test_cookie_is_secure_where_sessions_are(settings):
    settings.SESSION_COOKIE_SECURE = True
    response = HttpResponse()

    write_click(response, code="nordform", now=NOW)

    assert response.cookies[COOKIE]["secure"] is True
