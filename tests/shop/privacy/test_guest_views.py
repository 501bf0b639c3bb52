"""Somebody without an account asks for their data; a stranger learns nothing."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from shop.mail.models import Mail
from shop.order.models import Order
from shop.payments.models import Charge
from shop.privacy.erasure.person import Person
from shop.privacy.models import DeletionRequest
from shop.privacy.services import carry_out, forget_unconfirmed, request_as_guest, request_for_customer
from shop.privacy.tasks import erase_due
from tests.shop.factories import OrderFactory, StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ASK = "/accounts/data/ask/"
EMAIL = "mei@example.com"


@pytest.fixture
def order():
    order = OrderFactory(guest_email=EMAIL, status="Complete", number="K-1")
    Order.objects.filter(pk=order.pk).update(paid_at=timezone.now())
    return order


@pytest.fixture
def asked(client, django_capture_on_commit_callbacks):
    """Ask for an address and return the answer with the link that went out, if any."""

    def ask(**sent):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(ASK, sent)
        bodies = "".join(str(letter.body) for letter in mail.outbox)
        return answer, re.findall(r"/accounts/data/request/\S+", bodies)

    return ask


def test_answer_is_the_same_whether_the_address_is_known_or_not(client, asked, order):
    known, links = asked(email=EMAIL.upper())
    unknown, none = asked(email="nobody@example.com")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url) == (302, f"{ASK}sent/")
    assert (len(links), none) == (1, [])
    assert DeletionRequest.objects.get().email == EMAIL
    assert "mei" not in client.get(f"{ASK}sent/").content.decode()
    assert [letter.text for letter in Mail.objects.filter(kind="privacy-link")] == [""]


def test_asking_too_often_is_stopped_and_loses_nothing_typed(client, settings, order):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "privacy_request": "1/h/key"}

    client.post(ASK, {"email": EMAIL})
    again = client.post(ASK, {"email": EMAIL, "order_number": "K-1"})

    assert (again.status_code, 'value="K-1"' in again.content.decode()) == (429, True)


def test_link_shows_what_would_go_gives_a_copy_and_erases(
    client, asked, order, django_capture_on_commit_callbacks
):
    _answer, (link,) = asked(email=EMAIL)

    page = client.get(link).content.decode()
    copy = b"".join(client.get(f"{link}download/").streaming_content)
    assert "names, addresses and contact data of orders (1)" in page
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert "K-1" in archive.read("orders.json").decode()
    assert client.get(f"{link}certificate/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        client.post(link, {"action": "erase"})

    order.refresh_from_db()
    assert (order.guest_email, order.shipping_address.name) == ("", "")
    state, certificate = client.get(link).content.decode(), client.get(f"{link}certificate/").content.decode()
    assert "Your data were erased on" in state
    assert "names, addresses and contact data of orders" in certificate
    assert EMAIL not in state + certificate
    assert client.get(f"{link}download/").status_code == 404


def test_number_of_an_order_erases_without_the_mailbox_after_the_days_to_object(client, asked, order):
    asked(email=EMAIL, order_number="k-1")
    request = DeletionRequest.objects.get()

    assert request.confirmed_at is not None
    assert request.due_at - request.confirmed_at == timedelta(days=14)
    assert not carry_out(request.pk)
    DeletionRequest.objects.update(due_at=timezone.now())
    erase_due()
    order.refresh_from_db()
    assert order.guest_email == ""


def test_number_of_somebody_elses_order_proves_nothing(asked, order):
    OrderFactory(guest_email="li@example.com", number="K-2")

    asked(email=EMAIL, order_number="K-2")

    assert DeletionRequest.objects.get().confirmed_at is None


def test_owner_of_the_mailbox_stops_what_a_stranger_asked_for(client, asked, order):
    _answer, (link,) = asked(email=EMAIL, order_number="K-1")

    client.post(link, {"action": "stop"})
    DeletionRequest.objects.update(due_at=timezone.now())
    erase_due()

    request = DeletionRequest.objects.get()
    assert (request.withdrawn_at is not None, request.done_at, request.email) == (True, None, "")
    order.refresh_from_db()
    assert order.guest_email == EMAIL
    assert "nothing was erased" in client.get(link).content.decode()


def test_old_link_leads_nowhere_and_is_forgotten(client, asked, order):
    _answer, (link,) = asked(email=EMAIL)
    DeletionRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))

    assert [client.get(link).status_code, client.post(link, {"action": "erase"}).status_code] == [404, 404]
    assert client.get("/accounts/data/request/forged/").status_code == 404
    assert forget_unconfirmed(now=timezone.now()) == 1


@pytest.mark.parametrize("reason", ["open-order", "unpaid-order", "money-under-way", "staff"])
def test_what_is_open_delays_it_with_the_reason_and_then_it_is_done(
    client, asked, order, reason, django_capture_on_commit_callbacks
):
    _answer, (link,) = asked(email=EMAIL)
    held = {"amount": "1.00", "currency": "EUR", "method": "card", "reference": "r", "state": "authorised"}
    if reason == "open-order":
        Order.objects.update(status="Paid")
    elif reason == "unpaid-order":
        Order.objects.update(paid_at=None)
    elif reason == "money-under-way":
        Charge.objects.create(order=order, **held)
    else:
        staff = StaffFactory()
        Order.objects.update(user=staff)
        DeletionRequest.objects.update(subject={"users": [staff.pk]})

    with django_capture_on_commit_callbacks(execute=True):
        client.post(link, {"action": "erase"})

    request = DeletionRequest.objects.get()
    assert (request.done_at, request.delayed_by) == (None, [reason])
    assert "This has to wait" in client.get(link).content.decode()
    Order.objects.update(status="Complete", paid_at=timezone.now(), user=None)
    Charge.objects.update(state="released")
    DeletionRequest.objects.update(subject={})
    erase_due()
    request.refresh_from_db()
    assert (request.done_at is not None, request.delayed_by) == (True, [])


def test_account_of_the_mailbox_goes_too_and_one_that_only_shares_a_name_stays(order):
    mine = UserFactory(email=EMAIL, first_name="Mei", last_name="Lin")
    other = UserFactory(email="li@example.com", first_name="Mei", last_name="Lin")
    request = request_as_guest(EMAIL, now=timezone.now())
    DeletionRequest.objects.update(confirmed_at=timezone.now(), due_at=timezone.now())

    assert carry_out(request.pk)

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.is_active, other.is_active, other.first_name) == (False, True, "Mei")


def test_broken_off_erasure_leaves_everything_and_is_done_whole_the_next_time(order, monkeypatch):
    request = request_for_customer({"orders": [order.pk]}, by=StaffFactory(), reason="x", now=timezone.now())
    erase, calls = "shop.privacy.services.erase_person", []

    def breaks(person: Person) -> dict[str, int]:
        calls.append(person.orders)
        Order.objects.update(guest_email="")
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(erase, breaks)
        erase_due()
    order.refresh_from_db()
    assert (calls, order.guest_email) == ([{order.pk}], EMAIL)
    erase_due()
    request.refresh_from_db()
    assert request.done_at is not None


def test_asked_twice_by_staff_it_is_one_request(order):
    staff, now = StaffFactory(), timezone.now()
    first, second = (
        request_for_customer({"orders": [order.pk]}, by=staff, reason="x", now=now) for _time in range(2)
    )

    assert first == second


def test_nothing_is_erased_before_somebody_confirmed_it(asked, order):
    asked(email=EMAIL)
    request = DeletionRequest.objects.get()
    DeletionRequest.objects.update(due_at=timezone.now())

    assert not carry_out(request.pk)
    order.refresh_from_db()
    assert order.guest_email == EMAIL
