"""How long ago something was, as lists say it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from shop.backoffice.templatetags.backoffice_tags import since

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (20, "just now"),
        (60, "1 minute ago"),
        (59 * 60, "59 minutes ago"),
        (3600, "1 hour ago"),
        (11 * 3600, "11 hours ago"),
        (2 * 86400 + 3600, "2 days ago"),
        (70 * 86400, "2 months ago"),
        (-86400, "10 March 2026"),
    ],
)
def test_moment_is_told_in_its_largest_part_and_one_ahead_as_a_date(monkeypatch, seconds, words):
    monkeypatch.setattr(timezone, "now", lambda: NOW)

    assert since(NOW - timedelta(seconds=seconds)) == words


def test_day_is_a_date():
    assert since(NOW.date()) == "9 March 2026"


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_lists_of_wagtail_use_it_and_have_no_second_part(language):
    with translation.override(language):
        moment = timezone.now() - timedelta(hours=2, minutes=25)
        page = Template("{% load wagtailadmin_tags %}{% human_readable_date moment %}")
        shown = page.render(Context({"moment": moment}))
        assert since(moment) in shown
        assert "、" not in shown
