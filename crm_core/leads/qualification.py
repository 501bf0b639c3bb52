"""Qualifying a lead: it becomes an account, a contact and a deal, and nothing is typed again."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_fsm import can_proceed

from crm_core.activities.models import Activity
from crm_core.customers.models import Customer
from crm_core.customers.records.survivors import fill_own
from crm_core.customers.records.trees import locked_survivor
from crm_core.customers.services import identify
from crm_core.leads.accounts import plain_vat_id
from crm_core.leads.events import LeadQualified
from crm_core.leads.models import Lead
from crm_core.leads.services import LABEL, LeadClosedError, locked_lead
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.models import Deal, Pipeline
from crm_core.pipeline.services import NewDeal, NewLine, open_deal
from crm_core.profile.models import Employment
from crm_core.timeline.services import record
from shop.audit.services import record as log
from shop.b2b.models import Company
from shop.catalogue.models import Product
from shop.contact_data import visible_line
from shop.events.services import publish
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class PlannedDeal:
    """The deal that a lead is to become; `amount` (shop's currency) counts where no product has a price."""

    title: str
    pipeline: Pipeline | None = None
    amount: Decimal = Decimal(0)
    expected_close_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What somebody decided of a lead.

    The account is a record (`account`), a company of the shop (`company`), a new company (`new_company`,
    with its VAT id), or, with none of them, the person. `role` is theirs in the company. Without `deal`
    none is opened.
    """

    account: Customer | None = None
    company: Company | None = None
    new_company: str = ""
    vat_id: str = ""
    role: str = ""
    owner: User | None = None
    deal: PlannedDeal | None = None


@dataclass(frozen=True, kw_only=True)
class Qualified:
    """What a lead became. `contact` is None where the account itself was the lead."""

    lead: Lead
    account: Customer
    contact: Customer | None
    deal: Deal | None


@transaction.atomic
def qualify_lead(lead: Lead, decision: Decision, *, by: User | None) -> Qualified:
    """Make an account, a contact and a deal of a lead; the second of two clicks gets what the first one made.

    The record of who wrote is the contact, with all that hangs on it: timeline, activities, orders. Their
    open activities for the lead are the deal's from then on. Raises LeadClosedError for a disqualified
    lead. Effects in order: account, employment, deal, activities, lead, timelines, log, LeadQualified.
    """
    held = locked_lead(lead.pk)
    if held.state == Lead.State.QUALIFIED:
        return qualified(held)
    if not can_proceed(held.qualify):  # guard: lead-qualified-once
        raise LeadClosedError
    account = _account(held, decision)
    contact = held.customer if held.customer.pk != account.pk else None
    if contact is not None:
        _employ(contact, account, role=decision.role)
    owner = decision.owner or held.owner or by
    for record_of in filter(None, (account, contact)):
        fill_own(record_of, {"owner_id": owner.pk if owner else None, "territory_id": held.territory_id})
    deal = _deal(held, account, contact, decision.deal, owner=owner, by=by) if decision.deal else None
    if deal is not None:
        _move_activities(held, deal)
    held.qualify()
    held.account, held.contact, held.deal = account, contact, deal
    held.closed_at, held.closed_by = timezone.now(), by
    held.save()
    _tell(held, account, contact, deal, by=by)
    publish(
        LeadQualified(
            customer_id=held.customer_id,
            lead_id=held.pk,
            account_id=account.pk,
            contact_id=contact.pk if contact else None,
            deal_id=deal.pk if deal else None,
        )
    )
    return Qualified(lead=held, account=account, contact=contact, deal=deal)


def qualified(lead: Lead) -> Qualified:
    """Return what a qualified lead became."""
    account = lead.account or lead.customer
    return Qualified(lead=lead, account=account, contact=lead.contact, deal=lead.deal)


def _account(lead: Lead, decision: Decision) -> Customer:
    """Return the record of the account, held; a new company is made once, whatever its VAT id says twice."""
    if decision.account is not None:
        return locked_survivor(decision.account.pk)
    company = decision.company
    if company is None and (name := visible_line(decision.new_company)[:200]):
        company = _new_company(name, plain_vat_id(decision.vat_id))
    if company is None:
        return lead.customer
    if lead.customer.kind == Customer.Kind.COMPANY and lead.customer.company_id in (None, company.pk):
        fill_own(lead.customer, {"company_id": company.pk})
        return lead.customer
    return identify(company=company)


def _new_company(name: str, vat_id: str) -> Company:
    try:
        with transaction.atomic():
            return Company.objects.create(name=name, vat_id=vat_id)
    except IntegrityError:  # the VAT id is known: it is that company
        return Company.objects.get(vat_id=vat_id)


def _employ(person: Customer, account: Customer, *, role: str) -> None:
    """Say that the person works there, once; a role that is there stays."""
    if account.kind != Customer.Kind.COMPANY or person.kind == Customer.Kind.COMPANY:
        return
    job, _is_new = Employment.objects.get_or_create(
        person=person, company=account, defaults={"role": visible_line(role)[:120]}
    )
    if role and not job.role:
        Employment.objects.filter(pk=job.pk).update(role=visible_line(role)[:120])
    if account.company_id is not None:
        fill_own(person, {"company_id": account.company_id})


def _deal(
    lead: Lead,
    account: Customer,
    contact: Customer | None,
    planned: PlannedDeal,
    *,
    owner: User | None,
    by: User | None,
) -> Deal:
    """Open the deal, with the products that have a price for this account; once for a lead."""
    products = list(Product.objects.filter(pk__in=lead.products.values("pk")).order_by("pk"))

    def opened(lines: list[NewLine]) -> Deal:
        return open_deal(
            NewDeal(
                customer=account,
                contact=contact,
                title=planned.title,
                pipeline=planned.pipeline,
                owner=owner,
                amount=planned.amount,
                expected_close_on=planned.expected_close_on,
                lines=lines,
                source=f"lead:{lead.pk}",
                by=by,
            )
        )

    try:
        with transaction.atomic():
            return opened([NewLine(product=product) for product in products])
    except DealError:  # one of the products has no price for them: staff add what is to be sold
        return opened([])


def _move_activities(lead: Lead, deal: Deal) -> None:
    """Have what is planned for the lead be the deal's."""
    kinds = ContentType.objects.get_for_models(Lead, Deal)
    theirs = Activity.objects.filter(content_type=kinds[Lead], object_id=lead.pk)
    theirs.filter(state=Activity.State.OPEN).exclude(reason="lead-first-contact").update(
        content_type=kinds[Deal], object_id=deal.pk
    )


def _tell(
    lead: Lead, account: Customer, contact: Customer | None, deal: Deal | None, *, by: User | None
) -> None:
    """Write it on the timelines of who wrote and of the account, and in the log."""
    data: dict[str, object] = {
        "lead_id": lead.pk,
        "deal_id": deal.pk if deal else None,
        "account_id": account.pk,
        "contact_id": contact.pk if contact else None,
    }
    for who in {each.pk: each for each in (account, contact) if each is not None}.values():
        record(
            who,
            kind="lead.qualified",
            occurred_at=lead.closed_at or timezone.now(),
            source=f"lead:{lead.pk}:qualified:{who.pk}",
            data=data,
        )
    log(
        "lead_qualified",
        actor=by,
        model=LABEL,
        object_id=lead.pk,
        customer_id=lead.customer_id,
        detail={"account": account.pk, "deal": deal.pk if deal else None},
    )
