"""A company with something on each of its own pages."""

from django.urls import reverse
from django.utils import timezone

from shop.b2b.invitations import invite_member, token_of
from shop.b2b.members import Membership
from shop.b2b.models import CompanyRole, CostCentre
from shop.b2b.presets import ADMINISTRATOR, preset_role
from tests.shop.b2b.factories import CompanyFactory, CompanyLocationFactory, member
from tests.shop.factories import OrderFactory, StaffFactory, UserFactory


def company_of_pages(user):
    """Make `user` the administrator of a company with people, places, roles and orders."""
    rep = StaffFactory(first_name="Rita", last_name="Holm")
    top = CompanyFactory(name="Harbour Holding AG", payment_terms_days=60, sales_rep=rep)
    company = CompanyFactory(name="Harbour Kitchens", parent=top, needs_po_number=True)
    CompanyFactory(name="Harbour Bremen", parent=company)
    kitchen = company.departments.create(name="Kitchen")
    CostCentre.objects.create(company=company, code="4711", name="Kitchen")
    CompanyLocationFactory(company=company, name="Main warehouse", code="HH-1", is_billing=True)
    CompanyRole.objects.create(company=company, name="Night shift", grants={"orders.view": 2})
    member(company, ADMINISTRATOR, user=user, name="Mei Lin")
    buyer = member(company, user=UserFactory(), name="Jonas Beck", department=kitchen)
    member(company, "reader", name="Ole Voss", is_active=False)
    OrderFactory(user=buyer.user, number="K-77")
    OrderFactory(user=user, number="K-78")
    to = Membership(role=preset_role("approver"))
    facts = {"email": "ida@harbour.example", "name": "Ida Berg", "now": timezone.now()}
    return company, invite_member(company, to=to, by=None, sender=user, **facts)


def company_pages(user):
    """Return the addresses of a company's own pages by name, for its administrator."""
    company, invitation = company_of_pages(user)
    buyer = company.contacts.get(name="Jonas Beck")
    kinds = {
        kind: reverse("company:place-new", args=[kind]) for kind in ("location", "department", "cost-centre")
    }
    role, department = company.roles.get(), company.departments.get()
    return {
        **{
            name: reverse(f"company:{name}")
            for name in ("overview", "people", "invite", "roles", "places", "orders")
        },
        "person": reverse("company:person", args=[buyer.pk]),
        "person-check": reverse("company:person-check", args=[buyer.pk]),
        "role": reverse("company:role", args=[role.pk]),
        "role-delete": reverse("company:role-delete", args=[role.pk]),
        "department-delete": reverse("company:department-delete", args=[department.pk]),
        "no-orders": reverse("company:orders") + "?q=nothing",
        "order": reverse("customer:order", args=["K-77"]),
        "invitation": reverse("company:invitation", args=[token_of(invitation)]),
        **kinds,
    }
