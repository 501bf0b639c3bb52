"""The link of a mail: for one approver and one request, once, only by its button."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from shop.events.tasks import deliver_due
from shop.order.models import Order
from shop.purchase_approvals.exceptions import LinkOverError
from shop.purchase_approvals.links import SALT, answer_by
from shop.purchase_approvals.models import AnswerLink, ApprovalDelegation, PurchaseRequest
from shop.purchase_approvals.queries import answerable_rows
from shop.purchase_approvals.services import Answer, decide
from tests.shop.purchase_approvals import kit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
State = PurchaseRequest.State


@pytest.fixture
def firm():
    return kit.company()


@pytest.fixture
def boss(firm):
    return kit.approver(firm)


@pytest.fixture
def purchase(client, firm, boss):
    kit.rule(firm)
    request = kit.submitted(client, kit.person(firm))
    client.logout()
    return request


@pytest.fixture
def link(letters):
    """Return the path of the link in the mail to somebody."""

    def path(to):
        deliver_due()
        body = next(letter.body for letter in letters() if letter.to == [to.email])
        return re.search(r"https?://[^/\s]+(/approve/\S+)", body)[1]

    return path


def state_of(request):
    request.refresh_from_db()
    return request.state


def press(client, path, *, yes=True, comment=""):
    page = client.get(path)
    total = page.context["total_now"] if page.status_code == 200 else "1.00"
    return client.post(path, {"answer": "approve" if yes else "reject", "comment": comment, "seen": total})


def test_opening_changes_nothing_and_the_button_orders_once(client, purchase, boss, link):
    path = link(boss)

    page = client.get(path)
    assert page["Referrer-Policy"] == "same-origin"
    assert state_of(purchase) == State.PENDING
    first, second = press(client, path), press(client, path)

    assert (first.status_code, second.status_code) == (200, 404)
    assert state_of(purchase) == State.ORDERED
    assert Order.objects.count() == 1
    assert purchase.steps.get().approvers.get().via == "mail"


def test_rejection_needs_a_reason_and_keeps_the_link(client, purchase, boss, link):
    path = link(boss)

    assert press(client, path, yes=False).status_code == 422
    assert press(client, path, yes=False, comment="No").status_code == 200

    assert state_of(purchase) == State.REJECTED
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "token",
    ["forged", signing.dumps(1, salt="other"), signing.dumps(9999, salt=SALT)],
    ids=["no signature", "of something else", "of nothing"],
)
def test_forged_link_is_over(client, purchase, token):
    assert client.get(reverse("purchase_approvals:answer", args=[token])).status_code == 404


def test_link_is_its_approvers_alone(client, firm, purchase, boss, link):
    path = link(boss)
    client.force_login(kit.approver(firm, "Zoe"))

    assert press(client, path).status_code == 404

    client.force_login(boss)
    assert client.get(path).url == reverse("purchase_approvals:detail", args=[purchase.public_id])
    assert state_of(purchase) == State.PENDING


def test_link_expires(client, purchase, boss, link):
    path = link(boss)
    AnswerLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert press(client, path).status_code == 404
    assert state_of(purchase) == State.PENDING


def test_link_ends_with_the_question(client, firm, purchase, boss, link):
    path = link(boss)
    decide(purchase, Answer(is_approved=False, comment="No"), by=boss)

    assert press(client, path).status_code == 404
    assert state_of(purchase) == State.REJECTED


@pytest.mark.parametrize("field", ["user", "contact"])
def test_link_ends_with_the_approvers_rights(client, purchase, boss, link, field):
    path = link(boss)
    gone = boss if field == "user" else boss.company_contact
    gone.is_active = False
    gone.save()

    assert press(client, path).status_code == 404
    assert state_of(purchase) == State.PENDING


def test_deputy_gets_a_link_and_answers_in_place_of_the_approver(client, firm, boss, link):
    deputy, today = kit.person(firm, "Dora"), timezone.localdate()
    ApprovalDelegation.objects.create(owner=boss, deputy=deputy, starts_on=today, ends_on=today)
    kit.rule(firm)
    request = kit.submitted(client, kit.person(firm))
    client.logout()

    assert press(client, link(deputy)).status_code == 200

    row = request.steps.get().approvers.get()
    assert (row.user, row.decided_by) == (boss, deputy)
    assert state_of(request) == State.ORDERED


def test_deputy_does_not_approve_their_own_order(client, firm, boss):
    deputy, today = kit.person(firm, "Dora"), timezone.localdate()
    ApprovalDelegation.objects.create(owner=boss, deputy=deputy, starts_on=today, ends_on=today)
    kit.rule(firm)
    request = kit.submitted(client, deputy)

    response = kit.answer(client, request, deputy)

    assert response.status_code == 302
    assert state_of(request) == State.PENDING


def test_deputy_does_not_answer_their_own_order(client, firm, boss):
    deputy, today = kit.person(firm, "Dora"), timezone.localdate()
    ApprovalDelegation.objects.create(owner=boss, deputy=deputy, starts_on=today, ends_on=today)
    kit.rule(firm)
    kit.submitted(client, deputy)

    assert not answerable_rows(deputy).exists()
    assert answerable_rows(boss).exists()


def test_link_used_meanwhile_answers_nothing(purchase, boss, link):
    link(boss)
    opened = AnswerLink.objects.get()
    AnswerLink.objects.update(used_at=timezone.now())

    with pytest.raises(LinkOverError):
        decide(purchase, answer_by(opened, Answer(is_approved=True)), by=boss)

    assert state_of(purchase) == State.PENDING
