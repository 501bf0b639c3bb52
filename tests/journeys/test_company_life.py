"""A company's first order, from its application to the paid invoice; everybody works on their own pages."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from shop.b2b.models import Company, CompanyContact
from shop.events.tasks import deliver_due as deliver_events
from shop.mail.tasks import deliver_due as deliver_mail
from shop.order.models import Order
from shop.payments.statements.services import import_statement
from shop.trade_credit.models import InvoicePayment
from tests.config.roles.people import member
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.hands import Hands
from tests.journeys.payments import go_to_review, shop
from tests.journeys.steps import PASSWORD, path_in, press
from tests.shop.factories import make_seller
from tests.shop.payments.statements.files import camt, entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["shop"]
ADA, BOB = "ada@argile.example", "bob@argile.example"


@pytest.fixture
def window(chromium, client, shop):
    """Somebody's own browser; a colleague of ours comes logged in."""
    contexts = []

    def opened(user=None, size=DESKTOP) -> Hands:
        context = chromium.new_context(viewport=size, locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(15_000)
        contexts.append(context)
        if user is not None:
            client.force_login(user)
            value = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": shop.url}])
        return Hands(context.new_page())

    yield opened
    for context in contexts:
        context.close()


def letter_to(address: str, *, containing: str) -> str:
    """Return the path in the latest letter to somebody, once everything that waits is delivered."""
    deliver_events()
    deliver_mail()
    letters = [one for one in mail.outbox if one.to == [address] and containing in one.body]
    return path_in(letters[-1], containing=containing)


def sign_up(page: Page) -> None:
    """Choose a password on the sign-up page that is open; the address may stand there already."""
    for field in ("password1", "password2"):
        page.fill(f"input[name={field}]", PASSWORD)
    page.click("main form button[type=submit]")


def apply_for_an_account(ada: Hands, base: str) -> None:
    """A stranger writes the application first, opens an account on the way and hands it in."""
    page = ada.page
    page.goto(base + reverse("company_registration:register"))
    for name, words in {
        "name": "Argile",
        "registration_number": "RCS Lyon 403 032 650",
        "line1": "Rue du Four 3",
        "postcode": "69001",
        "city": "Lyon",
        "contact_name": "Ada Potter",
        "phone": "+33 4 72 00 00 01",
        "wants": "Bowls for our studio shop.",
    }.items():
        page.fill(f"main [name={name}]", words)
    page.select_option("main select[name=country]", "DE")
    page.check("main input[name=terms]")
    ada.click("Continue")
    page.fill("input[name=email]", ADA)
    sign_up(page)
    page.wait_for_url("**/confirm-email/")
    page.goto(base + path_in(mail.outbox[-1], containing="confirm-email"))
    page.click("main form button[type=submit]")
    page.wait_for_url("**/company/register/")
    expect(page.locator("main [name=name]")).to_have_value("Argile")
    page.check("main input[name=terms]")
    ada.click("Submit application")
    expect(page.get_by_role("main")).to_contain_text("We have received the application of Argile")


def approve_the_company(clerk: Hands, base: str) -> None:
    """Sales take the application from their queue and let the company in."""
    clerk.page.goto(base + reverse("company_applications:index"))
    clerk.follow("Argile")
    clerk.click("Start the review")
    clerk.click("Approve")
    expect(clerk.page.get_by_text("Decision saved.")).to_be_visible()


def invite_a_buyer(ada: Hands, bob: Hands, base: str) -> None:
    """The administrator writes to a colleague, who opens an account by the letter's link."""
    ada.page.goto(base + reverse("company:invite"))
    ada.fill("E-mail", BOB)
    ada.page.get_by_role("main").get_by_label("Name").fill("Bob Rivers")
    ada.click("Send the invitation")
    bob.page.goto(base + letter_to(BOB, containing="company/invitation/"))
    bob.click("Create an account", role="link")
    sign_up(bob.page)
    bob.click("Accept the invitation")
    expect(bob.page.get_by_text("You buy for Argile now.")).to_be_visible()


def limit_the_buyer(ada: Hands, base: str) -> None:
    """What the buyer orders above 20 needs the administrator's approval."""
    ada.page.goto(base + reverse("purchase_approvals:rule-create"))
    ada.page.fill("main [name=name]", "Limit of Bob")
    ada.page.fill("main [name=total_above]", "20")
    ada.page.select_option("main select[name=contact]", label="Bob Rivers")
    ada.click("Save")
    expect(ada.page.get_by_text("The rule is saved.")).to_be_visible()


def approve_on_the_phone(phone: Hands, base: str) -> None:
    """By the link of the letter, without logging in."""
    page = phone.page
    page.goto(base + letter_to(ADA, containing="approve/"))
    expect(page.get_by_role("heading", name="Order to approve")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not Order.objects.exists()
    press(page, re.compile("^Approve"))
    expect(page.get_by_role("heading", name=re.compile("You have approved this order"))).to_be_visible()


def pay_the_invoice(ada: Hands, base: str) -> None:
    """By a transfer that the bank's statement brings in."""
    page = ada.page
    page.goto(f"{base}{reverse('trade_credit:invoices')}?state=open")
    page.get_by_role("main").get_by_role("checkbox").first.check()
    ada.click("Pay the chosen invoices")
    page.get_by_label("Bank transfer").check()
    ada.click("Continue")
    payment = InvoicePayment.objects.get()
    expect(page.get_by_role("main")).to_contain_text(payment.number)
    paid = camt(entry(str(payment.amount), payment.number))
    import_statement(paid, name="december", currency="EUR", by=None)
    page.reload()
    expect(page.get_by_text("Paid. Thank you!")).to_be_visible()


def test_company_from_its_application_to_the_paid_invoice(window, shop):
    make_seller()
    ada, bob = window(), window()
    apply_for_an_account(ada, shop.url)
    approve_the_company(window(member("sales")), shop.url)
    company = Company.objects.get(name="Argile")
    invite_a_buyer(ada, bob, shop.url)
    limit_the_buyer(ada, shop.url)

    go_to_review(bob.page, shop, method="on-account")
    expect(bob.page.get_by_role("main")).to_contain_text("Limit of Bob")
    press(bob.page, "Submit for approval")
    expect(bob.page.get_by_role("heading", name="Order submitted for approval")).to_be_visible()
    approve_on_the_phone(window(size=PHONE), shop.url)
    order = Order.objects.get()
    assert (order.company, order.user.email, order.status) == (company, BOB, "Authorised")

    clerk = window(member("fulfilment"))
    clerk.page.goto(f"{shop.url}/cms/shop/orders/{order.number}/")
    clerk.click("Mark as shipped", role="link")
    clerk.click("Mark as shipped")
    expect(clerk.page.get_by_text("1 order changed.")).to_be_visible()
    deliver_events()  # which brings the invoice
    pay_the_invoice(ada, shop.url)

    order.refresh_from_db()
    assert (order.status, order.charges.get().amount) == ("Dispatched", order.total_incl_tax)
    assert CompanyContact.objects.filter(company=company, is_active=True).count() == 2
