import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from shop.storefront.templatetags.component_tags import clean_html, colours, icon, page_url, stars


class OneField(forms.Form):
    email = forms.EmailField(help_text="Only for this order.")


def test_a_field_names_its_hint_and_its_mistake():
    html = render_to_string("components/field.html", {"field": OneField({"email": "no"})["email"]})

    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html
    assert "Enter a valid email address." in html


def test_an_e_mail_field_is_text_to_the_browser_which_would_refuse_what_we_can_read():
    html = render_to_string("components/field.html", {"field": OneField()["email"]})

    for attribute in ('type="text"', 'inputmode="email"', 'autocapitalize="none"', 'name="email"'):
        assert attribute in html
    assert 'type="email"' not in html


def test_a_swatch_draws_its_colours_by_attributes():
    html = render_to_string("components/swatch.html", {"swatch": "#c8b596,#2f6d7c", "size": "m"})

    assert 'fill="#c8b596"' in html
    assert 'fill="#2f6d7c"' in html
    assert "style" not in html


@pytest.mark.parametrize(
    ("given", "expected"),
    [("#fff,#000,#111", ["#fff", "#000"]), ('red"><script>', []), ("", []), (None, [])],
)
def test_only_colours_come_through(given, expected):
    assert colours(given) == expected


def test_icons_are_decoration_unless_they_have_a_name():
    assert 'aria-hidden="true"' in icon("basket")
    assert 'role="img" aria-label="Basket &amp; bag"' in icon("basket", "Basket & bag")


def test_stars_round_to_whole_ones():
    assert stars(4.5) == ["full"] * 4 + ["half"]
    assert stars(4.8) == ["full"] * 5
    assert stars(2.2) == ["full"] * 2 + ["none"] * 3
    assert stars(None) == ["none"] * 5


def test_texts_lose_what_could_run():
    assert clean_html('<p style="x">a</p><img src=x onerror=y><a href="javascript:z">b</a>') == (
        '<p>a</p><img><a rel="noopener noreferrer">b</a>'
    )


def test_page_addresses_keep_the_rest_and_drop_the_first_number():
    request = RequestFactory().get("/orders/", {"page": "3", "q": "bowl"})

    assert page_url({"request": request}, 2) == "?q=bowl&page=2"
    assert page_url({"request": request}, 1) == "?q=bowl"
    assert page_url({"request": RequestFactory().get("/orders/?page=2")}, 1) == "/orders/"


def test_pagination_leaves_out_what_is_far_away():
    context = {"page": Paginator(range(200), 10).page(7), "request": RequestFactory().get("/orders/")}

    html = " ".join(render_to_string("components/pagination.html", context).split())

    assert '<span aria-current="page">7</span>' in html
    assert 'aria-label="Page 20"' in html
    assert 'aria-label="Page 3"' not in html
