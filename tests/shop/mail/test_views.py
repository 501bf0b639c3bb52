import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from shop.mail.kinds import KINDS
from shop.mail.models import Mail
from shop.mail.rendering import from_text
from shop.mail.services import send_queued, send_rendered
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def letter():
    words = from_text("Good morning", "The kettle is on.\n", language="en")
    return send_rendered("test", words, to="ada@example.com", language="en", key="k")


@pytest.fixture
def office(client):
    client.force_login(StaffFactory())
    return client


def pages(pk):
    return [
        reverse("mails:index"),
        reverse("mails:inspect", args=[pk]),
        reverse("mail:previews"),
        reverse("mail:preview", args=["order-confirmation", "en"]),
        reverse("mail:preview-body", args=["order-confirmation", "en"]),
        reverse("mail:body", args=[pk]),
    ]


def test_every_kind_is_shown_in_every_language(office, settings):
    OrderFactory(lines=[(ProductFactory(title="Jar"), 2)])
    assert set(KINDS.names()) >= {"order-confirmation", "order-refund", "alert-back", "account-deletion"}

    for code in KINDS.names():
        for language, _name in settings.LANGUAGES:
            page = office.get(reverse("mail:preview", args=[code, language]))
            frame = office.get(reverse("mail:preview-body", args=[code, language]))
            assert (page.status_code, frame.status_code) == (200, 200)
            if page.context["letter"]:
                assert f'lang="{language}"' in frame.content.decode()


def test_a_preview_of_nothing_says_so(office):
    page = office.get(reverse("mail:preview", args=["order-confirmation", "en"]))

    assert "no data to preview this e-mail" in page.content.decode()


@pytest.mark.parametrize("where", [("none", "en"), ("order-confirmation", "xx")])
def test_an_unknown_kind_or_language_is_not_found(office, where):
    assert office.get(reverse("mail:preview", args=where)).status_code == 404


def test_a_mail_is_shown_in_a_frame_that_may_do_nothing(office, letter):
    page = office.get(reverse("mails:inspect", args=[letter.pk])).content.decode()
    frame = office.get(reverse("mail:body", args=[letter.pk]))

    assert "The kettle is on." in page
    assert "sandbox" in page
    assert "The kettle is on." in frame.content.decode()
    assert frame["Content-Security-Policy"].startswith("default-src 'none'")
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_nobody_reads_a_secret_mail(office, letter):
    Mail.objects.update(is_secret=True)

    page = office.get(reverse("mails:inspect", args=[letter.pk])).content.decode()
    assert "The kettle is on." not in page
    assert office.get(reverse("mail:body", args=[letter.pk])).content == b""


def test_a_mail_that_failed_is_sent_again_on_demand(office, letter, django_capture_on_commit_callbacks):
    again = reverse("mail:again", args=[letter.pk])
    send_queued(letter.pk)
    office.post(again)
    letter.refresh_from_db()
    assert (letter.status, letter.attempts) == ("sent", 1)

    Mail.objects.update(status="failed")
    with django_capture_on_commit_callbacks(execute=True):
        assert office.post(again)["Location"] == reverse("mails:inspect", args=[letter.pk])
    letter.refresh_from_db()
    assert letter.status == "sent"


def test_who_may_not_see_mails_sees_none(client, letter):
    for url in pages(letter.pk):
        assert client.get(url).status_code == 302
    staff = UserFactory()
    staff.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(staff)

    for url in pages(letter.pk):
        assert client.get(url).status_code == 403
    assert client.post(reverse("mail:again", args=[letter.pk])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_outbox_costs_the_same_whatever_it_holds(office, django_assert_num_queries, count):
    for number in range(count):
        send_rendered(
            "test", from_text("a", "b", language="en"), to="a@example.com", language="en", key=str(number)
        )
    office.get(reverse("mails:index"))

    with django_assert_num_queries(10):  # four of them count what waits for whoever looks
        page = office.get(reverse("mails:index"))
    assert len(page.context["object_list"]) == count


@pytest.mark.urls("tests.shop.mail.urls")
def test_the_demos_outbox_shows_the_files(client, letter, settings, tmp_path):
    settings.EMAIL_FILE_PATH = None
    assert client.get("/outbox/").status_code == 404  # mails are not written into files here
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    send_queued(letter.pk)

    (shown,) = client.get("/outbox/").context["mails"]

    assert (shown.to, shown.subject, shown.text.strip()) == (
        "ada@example.com",
        "Good morning",
        "The kettle is on.",
    )
