"""Submitting an order for approval instead of placing it: the basket is frozen with all that was chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from oscar.apps.shipping.methods import Base

from shop.basket.models import Basket, Line
from shop.budgets.queries import spender_of
from shop.budgets.services import reserve
from shop.events.services import publish
from shop.order.exceptions import AlreadyOrdered
from shop.order.models import Order, ShippingAddress
from shop.purchase_approvals.conditions import Proposal, Requirement
from shop.purchase_approvals.events import PurchaseRequested
from shop.purchase_approvals.history import note
from shop.purchase_approvals.models import PurchaseRequest, PurchaseRequestLine, RequestHistory
from shop.purchase_approvals.people import contact_of, levels_for
from shop.purchase_approvals.steps import name_of, write_steps
from shop.shipping.methods import choice_of

#: Fields of an address that is kept with a request.
ADDRESS_FIELDS = [
    field.attname
    for field in ShippingAddress._meta.concrete_fields
    if field.attname not in {"id", "search_text"}
]


@dataclass(frozen=True, kw_only=True)
class Choices:
    """How an order is to be delivered, paid and booked: what the checkout has asked."""

    method: Base
    address: ShippingAddress | None
    is_pickup: bool = False
    delivery_day: date | None = None
    payment: str = ""
    po_number: str = ""
    note: str = ""
    billed: Mapping[str, str] = field(default_factory=dict)
    tax_place: Mapping[str, str] = field(default_factory=dict)
    drawn_number: str = ""
    destinations: Sequence[Mapping[str, object]] = ()


def submit(proposal: Proposal, choices: Choices, requirement: Requirement) -> PurchaseRequest:
    """Submit an order for approval, once; a basket that was submitted before returns its request.

    Effects in order, in one transaction: the basket is frozen by one conditional UPDATE (its buyer gets an
    empty one), budgets are reserved, the request is written with its lines and whom to ask, the first level
    is asked, `PurchaseRequested` is published. Raises NoApproverError, BudgetExceededError (above a budget
    that refuses more), AlreadyOrdered; nothing is written then.
    """
    with transaction.atomic():
        open_baskets = Basket.objects.filter(
            pk=proposal.basket.pk,
            status=Basket.OPEN,  # guard: request-claim
        )
        if not open_baskets.update(status=Basket.FROZEN):
            return _submitted_before(proposal.basket)
        asked = levels_for(requirement, proposal)
        reserve(
            proposal.basket,
            spender_of(proposal.access, cost_centre_id=proposal.cost_centre_id),
            proposal.total.incl_tax,
            currency=proposal.currency,
            by=proposal.user,
        )
        request = _write(proposal, choices)
        note(request, RequestHistory.Kind.SUBMITTED, by=proposal.user, total=request.total)
        publish(PurchaseRequested(request_id=request.pk))
        write_steps(request, asked)
    return request


def _submitted_before(basket: Basket) -> PurchaseRequest:
    found = PurchaseRequest.objects.filter(basket=basket.pk).first()
    if found is None:
        raise AlreadyOrdered(Order.objects.filter(basket_id=basket.pk).first())
    return found


def _write(proposal: Proposal, choices: Choices) -> PurchaseRequest:
    access, total = proposal.access, proposal.total
    contact = contact_of(proposal.user)
    days = timedelta(days=settings.KILN_PURCHASE_REQUEST_DAYS)
    request = PurchaseRequest.objects.create(
        company_id=access.company_id,
        user=proposal.user,
        buyer_name=name_of(proposal.user, otherwise=contact.name if contact else ""),
        department_id=access.department_id,
        cost_centre_id=proposal.cost_centre_id,
        po_number=choices.po_number,
        basket=proposal.basket,
        drawn_number=choices.drawn_number,
        currency=total.currency,
        total=total.incl_tax,
        total_excl_tax=total.excl_tax,
        delivery_charge=proposal.charge.incl_tax,
        delivery_choice=choice_of(choices.method),
        delivery_name=str(choices.method.name)[:128],
        delivery_day=choices.delivery_day,
        is_pickup=choices.is_pickup,
        address=plain_address(choices.address),
        destinations=list(choices.destinations),
        billed=dict(choices.billed),
        tax_place=dict(choices.tax_place),
        payment=choices.payment,
        note=choices.note,
        language=get_language() or "",
        expires_at=timezone.now() + days,
    )
    write_lines(request, proposal.basket)
    return request


def plain_address(address: ShippingAddress | None) -> dict[str, str]:
    """Return the fields of an address as they are kept."""
    if address is None:
        return {}
    return {name: str(value) for name in ADDRESS_FIELDS if (value := getattr(address, name))}


def write_lines(request: PurchaseRequest, basket: Basket) -> None:
    """Keep what a basket holds at the prices of now in the place of what was kept before."""
    request.lines.all().delete()
    PurchaseRequestLine.objects.bulk_create([_line(request, line) for line in basket.all_lines()])


def _line(request: PurchaseRequest, line: Line) -> PurchaseRequestLine:
    return PurchaseRequestLine(
        request=request,
        product=line.product,
        line_id=line.pk,
        title=(line.description or _("item"))[:255],
        sku=line.stockrecord.partner_sku[:128],
        quantity=line.quantity,
        unit_price=line.purchase_info.price.incl_tax,
        price=line.line_price_incl_tax_incl_discounts,
    )
