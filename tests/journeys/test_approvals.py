"""A rule asks before it acts; the manager refuses on the phone, from the mail's link: nothing happens."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from crm_core.approvals.models import Approval
from crm_core.automation.models import RuleRun
from crm_core.profile.models import CustomerTag
from shop.events.services import publish
from shop.mail.tasks import deliver_due
from shop.order.events import OrderPlaced
from tests.crm_core.automation.rules import rule, tagging, work
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_is_refused_from_a_mail_does_not_happen(live_server, context, site):
    manager = staff_with("approvals.view_approval")
    question = {"question": "Give this customer a voucher?", "who": f"user:{manager.pk}", "days": 3}
    rule({"id": "ask", "do": "ask_approval", "with": question}, tagging("voucher"), name="Big order")
    order = OrderFactory(guest_email="ada@lindt.example")
    publish(OrderPlaced(order_id=order.pk))
    work()
    deliver_due()
    letter = next(one for one in mail.outbox if one.to == [manager.email])

    page = context.new_page()  # whose console says that answers were refused
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(re.search(r"http\S+/approvals/\S+", letter.body)[0])
    expect(page.get_by_role("heading", name="Give this customer a voucher?")).to_be_visible()
    assert Approval.objects.get().state == "open"
    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_text("Say why you refuse.")).to_be_visible()
    page.get_by_role("textbox", name="Comment").fill("Not this time.")
    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_role("heading", name="You have refused this.")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="This link is no longer valid")).to_be_visible()

    work()
    assert Approval.objects.get().steps.get().comment == "Not this time."
    assert list(RuleRun.objects.values_list("state", "reason")) == [("stopped", "refused")]
    assert not CustomerTag.objects.exists()
