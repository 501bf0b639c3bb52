"""Forms on pages, through the page as a visitor uses it."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import FormEntry
from content.services import SubmittedEntry, delete_old_entries, submit_entry
from shop.events.models import Event
from tests.content.factories import make_form, make_home, make_page
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
PATH = "/story/"


@pytest.fixture
def home(site):
    return make_home(site)


def page_with(home, *forms):
    body = [("form", {"heading": "Write", "form": form}) for form in forms]
    return make_page(home, body=body)


def copy_of(client, form, path=PATH):
    html = client.get(path).content.decode()
    return re.findall(rf'name="f{form.pk}-copy" value="([^"]+)"', html)[0]


def send(client, form, path=PATH, **answers):
    values = {"your_name": "Ada", "your_address": "Ada@example.com", "message": "Eight bowls"} | answers
    data = {f"f{form.pk}-{name}": value for name, value in values.items()}
    return client.post(path, {"content_form": form.pk, **data})


def published():
    return Event.objects.filter(name="FormSubmitted")


def test_what_was_sent_is_kept_and_published_and_thanked(client, home):
    form = make_form()
    page = page_with(home, form)

    response = send(client, form, copy=copy_of(client, form))

    assert (response.status_code, response["Location"]) == (302, f"{PATH}?sent={form.pk}#form-{form.pk}")
    entry = FormEntry.objects.get()
    assert entry.told == [
        ("Your name", "Ada"),
        ("Your address", "Ada@example.com"),
        ("Message", "Eight bowls"),
    ]
    assert (entry.page_id, entry.email, entry.user, entry.consent_text) == (
        page.pk,
        "ada@example.com",
        None,
        "",
    )
    assert published().get().payload == {"entry_id": entry.pk, "form_id": form.pk}
    html = client.get(response["Location"]).content.decode()
    assert "We answer within a day." in html
    assert "<textarea" not in html


def test_an_error_stands_beside_its_field_and_keeps_what_was_typed(client, home):
    form = make_form()
    page_with(home, form)

    response = send(client, form, your_address="ada@", message="Nine & a half")

    html = response.content.decode()
    assert response.status_code == 200
    assert "Nine &amp; a half" in html
    assert 'value="ada@"' in html
    assert f'id="id_f{form.pk}-your_address_error"' in html
    assert not FormEntry.objects.exists()
    assert not published().exists()


def test_a_second_click_is_no_second_entry_but_another_message_is(client, home):
    form = make_form()
    page_with(home, form)
    copy = copy_of(client, form)

    for message in ("One", "One", "Two"):
        assert send(client, form, copy=copy, message=message).status_code == 302

    assert sorted(entry.answers["message"] for entry in FormEntry.objects.all()) == ["One", "Two"]
    assert published().count() == 2


def test_a_machine_is_thanked_and_forgotten(client, home):
    form = make_form()
    page_with(home, form)

    assert send(client, form, website_address="https://spam.example").status_code == 302

    assert not FormEntry.objects.exists()


def test_too_many_in_a_short_time_are_told_to_wait_and_lose_nothing(client, home):
    form = make_form()
    page_with(home, form)

    answers = [send(client, form, message=f"No. {number}") for number in range(7)]

    assert [answer.status_code for answer in answers] == [302] * 6 + [429]
    assert "No. 6" in answers[-1].content.decode()
    assert FormEntry.objects.count() == 6


def test_a_form_of_another_page_takes_nothing_here(client, home):
    page_with(home, make_form())
    other = make_form(title="Elsewhere")

    assert send(client, other).status_code == 200

    assert not FormEntry.objects.exists()


def test_consent_is_kept_in_the_words_that_were_read(client, home):
    words = "Kiln may write to me twice a month."
    form = make_form(consent="required", consent_text=words)
    page_with(home, form)

    refused = send(client, form)
    taken = send(client, form, may_we_write="on")

    assert "Without your consent we may not write to you." in refused.content.decode()
    assert taken.status_code == 302
    assert FormEntry.objects.get().consent_text == words


def test_consent_that_may_be_left_empty_is_none(client, home):
    form = make_form(consent="optional", consent_text="Kiln may write to me.")
    page_with(home, form)

    send(client, form)

    assert FormEntry.objects.get().consent_text == ""


def test_the_entry_of_somebody_logged_in_is_theirs(client, home):
    user = UserFactory()
    client.force_login(user)
    form = make_form()
    page_with(home, form)
    assert f'value="{user.email}"' in client.get(PATH).content.decode()

    send(client, form)

    assert FormEntry.objects.get().user == user


def test_a_translated_page_shows_the_form_in_its_language(client, site, home):
    form = make_form()
    chinese = make_home(site, language="zh-hans")
    make_form(language="zh-hans", title="写信给我们", translation_key=form.translation_key, button="发送")
    page_with(chinese, form)

    assert "发送" in client.get("/zh-hans/story/").content.decode()


def test_answers_of_every_kind_read_like_words(client, home):
    form = make_form(
        {"label": "Kind", "field_type": "checkboxes", "choices": "bowls\nplates"},
        {"label": "When", "field_type": "date"},
        {"label": "Agreed", "field_type": "checkbox", "required": False},
        {"label": "How many", "field_type": "number", "required": False},
    )
    page_with(home, form)
    data = {"kind": ["bowls", "plates"], "when": "2026-12-01", "agreed": "on", "how_many": ""}

    send(client, form, **data)

    assert FormEntry.objects.get().answers == {
        "kind": "bowls, plates",
        "when": "1 December 2026",
        "agreed": "yes",
        "how_many": "",
    }


def test_one_and_three_forms_cost_the_same(client, home):
    page = page_with(home, make_form())
    counts = []
    for number in (1, 3):
        page.body = [("form", {"heading": "", "form": make_form(title=f"F{n}")}) for n in range(number)]
        page.save_revision().publish()
        client.get(PATH)
        with CaptureQueriesContext(connection) as queries:
            client.get(PATH)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_old_entries_go_when_their_form_says(site):
    now = timezone.now()
    short, long = make_form(keep_days=10), make_form(title="Long")
    for form in (short, long):
        submit_entry(
            form, SubmittedEntry(answers={}, labels={}, copy_number="1"), now=now - timedelta(days=11)
        )

    assert delete_old_entries(now=now) == 1
    assert FormEntry.objects.get().form == long


def test_the_thanks_of_one_form_leave_the_other_open(client, home):
    first, second = make_form(), make_form(title="Second", thanks="Second thanks")
    page_with(home, first, second)

    html = client.get(f"{PATH}?sent={second.pk}").content.decode()

    assert "Second thanks" in html
    assert f'name="f{first.pk}-your_name"' in html
    cache.clear()
