"""Mails of the outbox in timelines: told once, of whoever's they are, gone with the outbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.customers.services import identify
from crm_core.timeline.models import TimelineEntry
from shop.events.models import Delivery
from shop.events.services import replay
from shop.mail.models import Mail
from shop.mail.rendering import RenderedEmail
from shop.mail.services import delete_old_mails, send_rendered
from tests.crm_core.factories import CustomerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
URL = "/cms/customers/{}/timeline/"


def write(to, key="a", **more):
    letter = RenderedEmail(subject="Your order", text="It is on its way\n", html="<p>On <b>its</b> way</p>")
    return send_rendered("order-dispatch", letter, to=to, language="en", key=key, **more)


@pytest.fixture
def deliver(django_capture_on_commit_callbacks):
    def delivered(action):
        with django_capture_on_commit_callbacks(execute=True):
            result = action()
        with django_capture_on_commit_callbacks(execute=True):
            replay(Delivery.objects.all())
        assert list(Delivery.objects.filter(done_at=None).values_list("subscriber", "error")) == []
        return result

    return delivered


def told():
    return list(TimelineEntry.objects.filter(kind="mail.written").values_list("customer", "title"))


def test_a_mail_is_told_once_to_whom_its_address_leads(deliver):
    customer = CustomerFactory(email="mara@lindt.example")
    deliver(lambda: write("mara@lindt.example"))
    deliver(lambda: write("nobody@lindt.example", key="b"))

    assert told() == [(customer.pk, "Your order")]


def test_a_mail_is_told_once_we_know_whose_address_it_is(deliver):
    deliver(lambda: write("new@lindt.example"))
    assert told() == []
    customer = deliver(lambda: identify(email="new@lindt.example", name="New"))

    assert told() == [(customer.pk, "Your order")]


def test_the_timeline_shows_text_and_state_and_forgets_what_the_outbox_forgets(sales, deliver):
    customer = CustomerFactory(email="mara@lindt.example")
    mail = deliver(lambda: write("mara@lindt.example"))
    Mail.objects.filter(pk=mail.pk).update(status=Mail.Status.BOUNCED, problem="550 unknown")
    page = sales.get(URL.format(customer.pk)).content.decode()
    assert ("550 unknown" in page, "bounced" in page) == (True, True)

    Mail.objects.update(created_at=timezone.now() - timedelta(days=500))
    delete_old_mails()

    assert TimelineEntry.objects.count() == 0


def test_html_of_a_mail_is_shown_without_anything_that_runs(sales, deliver):
    CustomerFactory(email="mara@lindt.example")
    deliver(lambda: write("mara@lindt.example"))
    response = sales.get(f"/cms/timeline/{TimelineEntry.objects.get().pk}/letter/")

    assert response.content.decode() == "<p>On <b>its</b> way</p>"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_secret_mail_is_named_and_not_shown(sales, deliver):
    customer = CustomerFactory(email="mara@lindt.example")
    deliver(lambda: write("mara@lindt.example", is_secret=True))
    page = sales.get(URL.format(customer.pk)).content.decode()

    assert ("Your order" in page, "It is on its way" in page) == (True, False)
    assert sales.get(f"/cms/timeline/{TimelineEntry.objects.get().pk}/letter/").content == b""
    assert "Your order" not in sales.get(URL.format(customer.pk) + "?text=on+its+way").content.decode()
