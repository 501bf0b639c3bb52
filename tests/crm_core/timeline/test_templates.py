"""Templates of mails: three languages, placeholders checked when saved."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from crm_core.timeline.models import MailTemplate
from crm_core.timeline.placeholders import fill, has_stray_brace, left_open, unknown_placeholders
from tests.crm_core.factories import CustomerFactory, staff_with
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
NEW = "/cms/mail-templates/new/"
WORDS = {
    "name": "Ready",
    "subject_en": "For {name}",
    "text_en": "Dear {name}",
    "subject_zh_hans": "",
    "text_zh_hans": "{name}您好",
    "subject_zh_hant": "",
    "text_zh_hant": "",
}


@pytest.fixture
def writer(client, site):
    client.force_login(
        staff_with(*(f"timeline.{action}_mailtemplate" for action in ("view", "add", "change", "delete")))
    )
    return client


def test_a_template_is_kept_in_each_language(writer):
    response = writer.post(NEW, WORDS)

    template = MailTemplate.objects.get()
    assert response.status_code == 302
    assert (template.subject_en, template.text_zh_hans, template.text_zh_hant or "") == (
        "For {name}",
        "{name}您好",
        "",
    )
    assert [str(row) for row in writer.get("/cms/mail-templates/?q=dear").context["object_list"]] == ["Ready"]


@pytest.mark.parametrize(
    ("field", "words"), [("text_en", "Dear {nmae}"), ("text_zh_hans", "{名}"), ("subject_en", "For {name")]
)
def test_what_is_no_placeholder_is_named_when_it_is_saved(writer, field, words):
    response = writer.post(NEW, {**WORDS, field: words})

    assert (response.status_code, MailTemplate.objects.count()) == (200, 0)
    assert list(response.context["form"].errors) == [field]
    assert words in response.content.decode()


def test_words_in_braces_become_the_customers_own():
    customer = CustomerFactory(name="Mara", last_order_at=datetime(2026, 9, 5, tzinfo=UTC))
    by = staff_with("order.view_order")
    text = "{name}: {last_order_day}, {company} {x}"

    assert fill(text, customer, by=by, language="en") == "Mara: 5 September 2026, {company} {x}"
    assert fill("{last_order_day}", customer, by=by, language="zh-hant") == "2026年9月5日"
    assert fill("{last_order_day}", customer, by=UserFactory(), language="en") == "{last_order_day}"
    assert (unknown_placeholders(text), left_open(text)) == (
        ["{x}"],
        ["{name}", "{last_order_day}", "{company}"],
    )
    assert [has_stray_brace(words) for words in ("a } b", "{name}", "{a {b}")] == [True, False, True]


def test_a_name_with_braces_is_a_name_and_nothing_is_filled_twice():
    assert fill("{name}", CustomerFactory(name="{shop}"), by=UserFactory(), language="en") == "{shop}"


def test_a_template_is_previewed_in_every_language_with_a_customers_data(client, site):
    client.force_login(staff_with("timeline.view_mailtemplate", "customers.view_customer"))
    made = MailTemplate.objects.create(
        name="Hello", subject_en="Hello {name}", text_en="Dear {name}", text_zh_hans="您好，{name}"
    )
    customer = CustomerFactory(name="Mara Lindt")
    page = client.get(reverse("mail_template_preview", args=[made.pk]), {"customer": customer.pk})
    assert page.content.decode().count("<iframe") == 3
    url = reverse("mail_template_frame", args=[made.pk, "zh-hans"])
    frame = client.get(url, {"customer": customer.pk})
    assert ("您好，Mara Lindt" in frame.content.decode(), frame["X-Frame-Options"]) == (True, "SAMEORIGIN")
    assert client.get(reverse("mail_template_frame", args=[made.pk, "fr"])).status_code == 404


def test_a_test_of_a_template_goes_to_oneself_only(client, site, letters):
    user = staff_with("timeline.view_mailtemplate", "customers.view_customer")
    client.force_login(user)
    made = MailTemplate.objects.create(name="Hello", subject_en="Hello {name}", text_en="Dear {name}")
    CustomerFactory(name="Mara Lindt")
    client.post(reverse("mail_template_test", args=[made.pk]), {"language": "en"})
    assert [(letter.to, letter.subject) for letter in letters()] == [
        ([user.email], "[Test] Hello Mara Lindt")
    ]


def test_a_template_of_one_colleague_is_not_there_for_others(client, site):
    owner = staff_with("timeline.view_mailtemplate", "timeline.change_mailtemplate")
    made = MailTemplate.objects.create(name="Mine", subject_en="x", text_en="y", owner=owner)
    seen = {}
    for user in (owner, staff_with("timeline.view_mailtemplate", "timeline.change_mailtemplate")):
        client.force_login(user)
        seen[user == owner] = [
            client.get(reverse(f"mail_templates:{name}", args=[made.pk])).status_code for name in ("edit",)
        ] + [client.get(reverse("mail_template_preview", args=[made.pk])).status_code]
    assert seen == {True: [200, 200], False: [404, 404]}
