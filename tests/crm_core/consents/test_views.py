import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from crm_core.consents.addresses import key_of
from crm_core.consents.asking import ask, confirm
from crm_core.consents.links import choices_url, ending_url
from crm_core.consents.models import Consent, ConsentSubject
from crm_core.consents.queries import may_send, subject_of
from crm_core.consents.services import record, suppress
from shop.mail.models import Mail
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"
BASE = "http://localhost:8000"


def path_of(url):
    return re.sub(r"^https?://[^/]+", "", url)


def said():
    return list(Consent.objects.order_by("pk").values_list("purpose", "channel", "action", "source"))


@pytest.fixture
def subject():
    record(purpose="newsletter", granted=True, source="form", email=ADA)
    record(purpose="surveys", granted=True, source="form", email=ADA)
    return subject_of(key_of(email=ADA))


def subscribe(client, **data):
    return client.post(reverse("consents:subscribe"), {"email": ADA, "newsletter": "on", **data})


def link_in(letters):
    return path_of(re.search(r"http\S+/confirm/\S+/", letters()[-1].body)[0])


def test_signing_up_counts_once_its_owner_has_pressed_the_button(client, letters):
    assert subscribe(client).status_code == 200
    link = link_in(letters)
    for method in (client.get, client.head):
        assert method(link).status_code == 200
    assert not may_send("newsletter", email=ADA).is_allowed

    for _time in range(2):
        assert client.post(link).status_code == 200
    assert said() == [
        ("newsletter", "email", "requested", "footer"),
        ("newsletter", "email", "granted", "footer"),
    ]
    granted = Consent.objects.get(action="granted")
    assert "One click in any letter ends it." in granted.text.text
    assert [letter.subject for letter in letters()][1:] == ["Welcome to the newsletter of Kiln"]


def test_who_confirms_takes_mail_again(client, letters):
    suppress(key_of(email=ADA), reason="bounced")
    subscribe(client)
    client.post(link_in(letters))

    assert may_send("newsletter", email=ADA).is_allowed


def test_an_old_link_brings_nobody_back_who_has_unsubscribed(client, letters):
    subscribe(client)
    link = link_in(letters)
    client.post(link)
    record(purpose="newsletter", granted=False, source="one_click", email=ADA)

    client.post(link)
    assert may_send("newsletter", email=ADA).reason == "withdrawn"


def test_a_link_that_is_over_or_forged_changes_nothing(client, letters, settings):
    subscribe(client)
    link = link_in(letters)
    assert client.post(link.rstrip("/") + "x/").status_code == 404
    settings.KILN_CONSENT_CONFIRM_WITHIN = timedelta(seconds=-1)
    assert client.post(link).status_code == 404
    assert not may_send("newsletter", email=ADA).is_allowed


def test_an_address_gets_one_question_a_day_and_the_same_answer_always(client, subject, letters):
    first = subscribe(client, email="bea@example.com").content
    again = subscribe(client, email="bea@example.com").content
    known = subscribe(client).content.replace(ADA.encode(), b"bea@example.com")
    bare = [
        re.sub(rb'csrf\w+" value="\w+"|nonce="[^"]+"|csrfToken": "\w+"', b"", one)
        for one in (first, again, known)
    ]

    assert bare[0] == bare[1] == bare[2]
    assert [letter.to for letter in letters()] == [["bea@example.com"]]


@pytest.mark.parametrize(
    ("data", "status"),
    [({"email": "nobody"}, 422), ({"newsletter": ""}, 422), ({"website_address": "http://spam"}, 200)],
)
def test_without_address_or_box_or_by_a_machine_nothing_is_asked(client, data, status):
    assert subscribe(client, **data).status_code == status
    assert not Consent.objects.exists()
    assert not Mail.objects.exists()


def test_signing_up_is_counted_by_address(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "newsletter": "2/h/key"}
    answers = [subscribe(client).status_code for _time in range(3)]

    assert answers == [200, 200, 429]
    assert subscribe(client, email="bea@example.com").status_code == 200


def test_the_confirmed_address_of_an_account_is_not_asked_again(letters):
    user = UserFactory(email=ADA)
    user.emailaddress_set.get_or_create(email=ADA, defaults={"verified": True, "primary": True})
    user.emailaddress_set.update(verified=True)
    entry = ask(ADA, purpose="newsletter", source="form", text="Yes", language="en", user=user)
    assert entry.is_granted

    other = UserFactory(email="bea@example.com")
    other.emailaddress_set.update(verified=False)
    question = ask("bea@example.com", purpose="surveys", source="form", text="Y", language="en", user=other)
    assert question.action == "requested"
    ConsentSubject.objects.filter(pk=question.subject_id).update(value="")
    assert confirm(question) is None


def test_one_click_ends_only_this_without_cookies_or_token(client, subject, settings):
    link = path_of(ending_url(subject, "newsletter", "email", language="en"))
    client.handler.enforce_csrf_checks = True
    assert client.get(link).status_code == 200
    assert may_send("newsletter", email=ADA).is_allowed

    for _time in range(2):
        answer = client.post(
            link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 200
    assert may_send("newsletter", email=ADA).reason == "withdrawn"
    assert may_send("surveys", email=ADA).is_allowed
    assert said()[2:] == [("newsletter", "email", "refused", "one_click")]


def test_a_forged_ending_ends_nothing(client, subject):
    link = path_of(ending_url(subject, "newsletter", "email", language="en"))
    assert client.post(link.rstrip("/") + "x/").status_code == 404
    assert client.post(link.replace("/unsubscribe/", "/choices/")).status_code == 404
    assert may_send("newsletter", email=ADA).is_allowed


def test_choices_show_no_more_than_a_masked_address(client, subject):
    page = client.get(path_of(choices_url(subject, language="en"))).content.decode()

    assert (ADA in page, "a•••@example.com" in page) == (False, True)
    assert re.findall(r'name="([\w-]+\.\w+)"\s+checked', page) == [
        "newsletter.email",
        "stock-alerts.email",
        "surveys.email",
        "partner-digest.email",
    ]


def test_choices_are_taken_with_their_words_and_language(client, subject):
    link = path_of(choices_url(subject, language="en"))
    ticked = {"newsletter.email": "on", "newsletter.post": "on", "invented.email": "on", "surveys.post": "on"}
    answer = client.post(link, {**ticked, "language": "zh-hans"})

    assert answer.headers["Location"].startswith("/zh-hans/subscriptions/choices/")
    assert sorted(said()[2:]) == [
        ("newsletter", "post", "granted", "preferences"),
        ("partner-digest", "email", "refused", "preferences"),
        ("stock-alerts", "email", "refused", "preferences"),
        ("surveys", "email", "refused", "preferences"),
    ]
    subject.refresh_from_db()
    assert subject.language == "zh-hans"
    assert Consent.objects.get(channel="post").text.text.startswith("Newsletter: News, stories and offers")


def test_stop_everything_is_one_button(client, subject):
    client.post(path_of(choices_url(subject, language="en")), {"stop": "1"})

    assert may_send("stock-alerts", email=ADA).reason == "objected"
    assert mail.outbox == []


def test_the_same_page_in_the_account_is_about_its_confirmed_address(client, subject):
    user = UserFactory(email=ADA)
    client.force_login(user)
    user.emailaddress_set.all().delete()
    assert b"First confirm" in client.get(reverse("consents:account")).content
    user.emailaddress_set.create(email=ADA, verified=True, primary=True)

    assert ADA in client.get(reverse("consents:account")).content.decode()
    client.post(reverse("consents:account"), {"language": "en"})
    assert may_send("newsletter", email=ADA).reason == "withdrawn"
