"""What the customer page tells of a profile."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_core.customers.access.fields import fields_of
from crm_core.customers.access.rows import visible_to
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from crm_core.profile.models import ContactPreference, Employment, HouseholdMember, Tag
from crm_core.profile.queries import addresses_of, contact_points_of, household_of, tags_of
from shop.backoffice.panels import Panel
from shop.user.models import User

SEES_ORDERS = "order.view_order"
CHANGES = "customers.change_customer"
MOST_SUGGESTED = 200


def _edit_url(customer: Customer, user: User, section: str) -> str:
    if not user.has_perm(CHANGES):
        return ""
    return f"{reverse('customer_profile', args=[customer.pk])}#{section}"


def points_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """How the customer is reached and found, as far as this user may see addresses and numbers."""
    access = fields_of(user)
    points = [known for known in contact_points_of(customer) if access.shows(known.point.kind)]
    keys = customer.identifiers.exclude(kind__in=access.hidden).select_related("home")
    preference = ContactPreference.objects.filter(customer=customer).first()
    url = _edit_url(customer, user, "points-section")
    found_by = list(keys.order_by("kind", "value"))
    if not points and not found_by and preference is None and not url:
        return None
    return {"points": points, "keys": found_by, "preference": preference, "edit_url": url}


def addresses_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """Where the customer lives and has things sent, those of orders for who may see orders."""
    places = addresses_of(customer, with_orders=user.has_perm(SEES_ORDERS))
    url = _edit_url(customer, user, "addresses-section")
    return {"places": places, "edit_url": url} if places or url else None


def relations_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """Where a person works, who works at a company, who lives together; others only whom the user sees."""
    is_person = customer.kind == Customer.Kind.PERSON
    mine, other = ("person", "company") if is_person else ("company", "person")
    jobs = Employment.objects.filter(**{mine: customer}).exclude(**{other: customer})
    seen = visible_to(user)
    jobs = jobs.filter(**{f"{other}__in": seen}).select_related(other).order_by("pk")
    place = household_of(customer)
    members = []
    if place is not None:
        rows = HouseholdMember.objects.filter(household=place.household, customer__in=seen)
        members = [
            row.customer for row in rows.exclude(customer=customer).select_related("customer").order_by("pk")
        ]
    url = _edit_url(customer, user, "jobs-section")
    told = [(getattr(job, other), job.role) for job in jobs]
    if not told and place is None and not url:
        return None
    return {
        "jobs": told,
        "household": place.household if place else None,
        "members": members,
        "edit_url": url,
    }


def tags_panel(customer: Customer, user: User) -> dict[str, object] | None:
    """The tags, with a way to add and take off."""
    tags = tags_of([customer.pk]).get(customer.pk, [])
    may_change = user.has_perm(CHANGES)
    if not tags and not may_change:
        return None
    suggested = Tag.objects.order_by("folded")[:MOST_SUGGESTED] if may_change else []
    return {"tags": tags, "suggested": suggested, "may_change": may_change}


for _name, _title, _context, _order in (
    ("tags", _("Tags"), tags_panel, 12),
    ("points", _("Contact points"), points_panel, 15),
    ("addresses", _("Addresses"), addresses_panel, 25),
    ("relations", _("Companies and household"), relations_panel, 28),
):
    PANELS.register(
        Panel(
            name=_name,
            title=_title,
            template=f"crm_core/profile/panels/{_name}.html",
            context=_context,
            order=_order,
        )
    )
