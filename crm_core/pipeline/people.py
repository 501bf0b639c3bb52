"""Who is who at an account: its contacts as a chart, with their parts in a deal."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from crm_core.customers.access.rows import Somebody, visible_to
from crm_core.customers.models import Customer
from crm_core.pipeline.models import AccountPosition, Deal, DealContact

MOST_PEOPLE = 200


@dataclass(kw_only=True)
class ChartPerson:
    """A box of the chart: somebody, what they do, their part in the deal, and who reports to them."""

    person: Customer
    name: str
    position: str = ""
    contact: DealContact | None = None
    reports: list["ChartPerson"] = field(default_factory=list)


def people_of(deal: Deal, user: Somebody) -> list[Customer]:
    """List who works at a deal's account or has a part in the deal, of those that the user sees."""
    wanted = Q(pk__in=DealContact.objects.filter(deal=deal).values("person"))
    if deal.contact_id is not None:
        wanted |= Q(pk=deal.contact_id)
    if deal.customer.company_id is not None:
        wanted |= Q(company=deal.customer.company_id, kind=Customer.Kind.PERSON)
    if deal.customer.kind == Customer.Kind.PERSON:
        wanted |= Q(pk=deal.customer_id)
    return list(visible_to(user).filter(wanted).order_by("name", "pk")[:MOST_PEOPLE])


def people_at(customer: Customer, user: Somebody) -> list[Customer]:
    """List who works at a company account, of those that the user sees; nobody for a person."""
    if customer.kind != Customer.Kind.COMPANY or customer.company_id is None:
        return []
    people = visible_to(user).filter(company=customer.company_id, kind=Customer.Kind.PERSON)
    return list(people.order_by("name", "pk")[:MOST_PEOPLE])


def org_chart(
    deal: Deal | None, people: Iterable[Customer], *, name_of: "dict[int, str]"
) -> list[ChartPerson]:
    """Return those at the top of the account's chart, each with who reports to them; three queries at most.

    With a deal each has their part in it. Who reports to somebody whom the user does not see, or in a circle,
    stands at the top.
    """
    boxes = {person.pk: ChartPerson(person=person, name=name_of[person.pk]) for person in people}
    above: dict[int, int] = {}
    for place in AccountPosition.objects.filter(person__in=boxes):
        boxes[place.person_id].position = place.position
        if place.reports_to_id in boxes:
            above[place.person_id] = place.reports_to_id
    if deal is not None:
        for contact in DealContact.objects.filter(deal=deal, person__in=boxes):
            boxes[contact.person_id].contact = contact
    tops, below = [], defaultdict(list)
    for pk, box in boxes.items():
        if pk in above and not _is_circle(pk, above):
            below[above[pk]].append(box)
        else:
            tops.append(box)
    for pk, reports in below.items():
        boxes[pk].reports = reports
    return tops


def _is_circle(pk: int, above: dict[int, int]) -> bool:
    seen, here = {pk}, above.get(pk)
    while here is not None:
        if here in seen:
            return True
        seen.add(here)
        here = above.get(here)
    return False
