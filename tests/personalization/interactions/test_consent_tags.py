import pytest
from django.template import Context, Template
from django.urls import resolve

from tests.personalization.factories import carry


@pytest.fixture
def banner(rf, client):
    """The banner for the browser that the test client stands for, on the page at `path`."""

    def rendered(path="/shop/?page=2"):
        request = rf.get(path)
        request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
        request.resolver_match = resolve(path.partition("?")[0])
        context = Context({"request": request, "csrf_token": "token"})
        return Template("{% load consent_tags %}{% consent_banner %}").render(context).strip()

    return rendered


def test_banner_asks_and_remembers_the_page_it_stands_on(banner):
    html = banner()

    assert 'name="next" value="/shop/?page=2"' in html
    assert 'name="csrfmiddlewaretoken" value="token"' in html


def test_yes_and_no_weigh_the_same(banner):
    assert banner().count('class="button quiet small" name="choice"') == 2


@pytest.mark.parametrize("granted", [True, False])
def test_banner_is_gone_once_answered(banner, client, granted):
    carry(client, granted=granted)

    assert banner() == ""


def test_banner_does_not_stand_on_the_page_of_the_choice(banner):
    assert banner("/consent/") == ""


def test_page_without_a_request_asks_nothing():
    assert Template("{% load consent_tags %}{% consent_banner %}").render(Context()).strip() == ""
