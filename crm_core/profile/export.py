"""A customer's profile as a part of a copy of their data."""

from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.queries import customer_of_user
from crm_core.profile.models import Employment
from crm_core.profile.queries import household_of, tags_of
from shop.contact_data import normalised_email
from shop.privacy.export import EXPORTERS, Exporter
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User


def profile_record(customer: Customer) -> dict[str, object]:
    """Return what is kept of a customer beside the record, in plain values."""
    place = household_of(customer)
    jobs = Employment.objects.filter(person=customer, company__merged_into=None).select_related("company")
    return {
        "contact_points": [
            {
                "kind": point.kind,
                "service": point.service,
                "value": point.value,
                "verified": point.verified_at,
            }
            for point in customer.contact_points.order_by("pk")
        ],
        "addresses": [
            {
                "name": address.name,
                "line1": address.line1,
                "line2": address.line2,
                "postcode": address.postcode,
                "city": address.city,
                "state": address.state,
                "country": address.country_id or "",
            }
            for address in customer.addresses.order_by("pk")
        ],
        "works_at": [{"company": str(job.company), "role": job.role} for job in jobs.order_by("pk")],
        "household": place.household.name if place else "",
        "tags": [tag.name for tag in tags_of([customer.pk]).get(customer.pk, [])],
    }


def own_customer(user: User) -> Customer | None:
    """Return the record of an account's owner; None where no address that leads to it is proved theirs."""
    customer = customer_of_user(user.pk)
    if customer is None:
        return None
    proved = [normalised_email(address) for address in confirmed_addresses(user)]
    keys = customer.identifiers.filter(kind=CustomerIdentifier.Kind.EMAIL, value__in=proved)
    return customer if keys.exists() else None


def profile_of_user(user: User) -> dict[str, object]:
    """Return the profile of an account's owner, empty for who has none that is proved theirs."""
    customer = own_customer(user)
    return profile_record(customer) if customer is not None else {}


EXPORTERS.register(Exporter(name="customer_profile", read=profile_of_user))
