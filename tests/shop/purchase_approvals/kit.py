"""A company with a buyer and approvers, and orders that are submitted for approval."""

from decimal import Decimal

from allauth.account.models import EmailAddress
from django.urls import reverse

from shop.b2b.models import Company, CompanyContact
from shop.b2b.presets import ADMINISTRATOR, APPROVER, BUYER, preset_role
from shop.purchase_approvals.models import ApprovalLevel, ApprovalRule, PurchaseRequest
from tests.shop.checkout.walk import ADDRESS, fill_basket, review, url
from tests.shop.factories import CountryFactory, ProductFactory, UserFactory

TWENTY = Decimal(20)


def company(name="Argile", **fields):
    return Company.objects.create(name=name, **fields)


def person(firm, name="Ada", preset=BUYER, **fields):
    """A user who acts for a company with a preset role."""
    first, _space, last = name.partition(" ")
    user = UserFactory(first_name=first, last_name=last)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    CompanyContact.objects.create(
        company=firm, user=user, email=user.email, name=name, role=preset_role(preset), **fields
    )
    return user


def approver(firm, name="Eve", **fields):
    return person(firm, name, APPROVER, **fields)


def administrator(firm, name="Root", **fields):
    return person(firm, name, ADMINISTRATOR, **fields)


def rule(firm, *levels, name="Above 20", total_above=TWENTY, **fields):
    """A rule with levels given as dicts of fields; `members` are users."""
    found = ApprovalRule.objects.create(company=firm, name=name, total_above=total_above, **fields)
    for number, level in enumerate(levels, start=1):
        members = [user.company_contact for user in level.pop("members", [])]
        row = ApprovalLevel.objects.create(rule=found, number=number, **level)
        row.members.set(members)
    return found


def named(*users, **fields):
    return {"who": "members", "members": list(users), **fields}


def submit(client, buyer, product=None, *, method="bank-transfer", quantity=1, **typed):
    """Walk through the checkout as a buyer and send the review; return the response."""
    client.force_login(buyer)
    CountryFactory(display_order=1)
    fill_basket(client, product or ProductFactory(price="24.00"), quantity=quantity)
    client.post(url("shipping-address"), ADDRESS)
    client.post(url("shipping-method"), {"method_code": "standard"})
    client.post(url("payment-method"), {"method": method, **typed})
    return client.post(url("preview"), review(client))


def submitted(client, buyer, *args, **kwargs):
    response = submit(client, buyer, *args, **kwargs)
    assert response.status_code == 302, response.context["messages"]
    return PurchaseRequest.objects.latest("pk")


def answer(client, request, who, *, yes=True, comment="", seen=None):
    """Answer on the page."""
    client.force_login(who)
    path = reverse("purchase_approvals:answer-request", args=[request.public_id])
    shown = client.get(reverse("purchase_approvals:detail", args=[request.public_id])).context
    total = shown["total_now"] if seen is None else seen
    return client.post(
        path, {"answer": "approve" if yes else "reject", "comment": comment, "seen": f"{total:.2f}"}
    )
