"""Asking for special prices, claiming what was sold at them, and deciding on both."""

from datetime import date
from decimal import Decimal

from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from partners.accounts.models import PartnerAccount
from partners.rewards.services.booking import book_credit, lock_ledger
from partners.special_prices.models import Claim, ClaimPurchase, SpecialPriceAgreement
from partners.special_prices.queries import (
    Bought,
    reported_units,
    unclaimed_purchases,
    units_claimed_of_sales,
)
from shop.money import round_money
from shop.user.models import User

DECIDE = "special_prices.decide_specialpriceagreement"
DECIDE_CLAIM = "special_prices.decide_claim"


class ClaimRefusedError(ValueError):
    """Why a claim or a decision is refused, in the reader's words."""


@transaction.atomic
def decide_agreement(
    agreement: SpecialPriceAgreement, *, approve: bool, by: User, answer: str = "", needs_proof: bool = False
) -> SpecialPriceAgreement:
    """Approve or reject a request, once; with `needs_proof` claims need a copy of the invoice.

    Raises ClaimRefusedError when somebody decided already.
    """
    status = SpecialPriceAgreement.Status.APPROVED if approve else SpecialPriceAgreement.Status.REJECTED
    waiting = SpecialPriceAgreement.objects.filter(
        pk=agreement.pk, status=SpecialPriceAgreement.Status.REQUESTED
    )
    decided = {"decided_by": by, "decided_at": timezone.now(), "answer": answer}
    if not waiting.update(status=status, needs_proof=approve and needs_proof, **decided):
        raise ClaimRefusedError(_("This request is decided already."))
    agreement.refresh_from_db()
    return agreement


@transaction.atomic
def claim(
    agreement: SpecialPriceAgreement,
    *,
    quantity: int,
    invoice_number: str,
    sold_on: date,
    by: User,
    proof: File | None = None,
) -> Claim:
    """Claim the difference for units that were sold under an agreement.

    The units must be left of the agreement, reported as sold to its end customer, and bought for more than
    agreed; each unit counts once. `proof`, a copy of the invoice through the gate, is there where the
    agreement asks for it. Raises ClaimRefusedError with the first reason that holds. The account's
    ledger is locked, so that two claims never share a unit.
    """
    lock_ledger(agreement.account_id)  # guard: claims-one-by-one
    held = SpecialPriceAgreement.objects.select_related("account", "product").get(pk=agreement.pk)
    number = invoice_number.strip()
    _check(held, quantity=quantity, invoice_number=number, sold_on=sold_on)
    if held.needs_proof and not proof:
        raise ClaimRefusedError(_("Please add a copy of the invoice."))
    parts = _taken(unclaimed_purchases(held), quantity)
    exact = sum(((part.unit_price - held.unit_price) * part.quantity for part in parts), Decimal(0))
    amount = round_money(exact, held.currency)
    if amount <= 0:
        raise ClaimRefusedError(_("These units were bought at the special price or for less."))
    made = Claim.objects.create(
        agreement=held,
        invoice_number=number,
        sold_on=sold_on,
        quantity=quantity,
        amount=amount,
        proof=proof or "",
        created_by=by,
    )
    ClaimPurchase.objects.bulk_create(
        ClaimPurchase(claim=made, line=part.line, quantity=part.quantity, unit_price=part.unit_price)
        for part in parts
    )
    SpecialPriceAgreement.objects.filter(pk=held.pk).update(claimed=F("claimed") + quantity)
    return made


def _check(agreement: SpecialPriceAgreement, *, quantity: int, invoice_number: str, sold_on: date) -> None:
    if agreement.status != SpecialPriceAgreement.Status.APPROVED:
        raise ClaimRefusedError(_("This special price is not approved."))
    if not agreement.valid_from <= sold_on <= agreement.valid_until:
        raise ClaimRefusedError(_("The sale is outside the dates of the special price."))
    same = agreement.claims.exclude(status=Claim.Status.REJECTED)
    if same.filter(invoice_number__iexact=invoice_number).exists():
        raise ClaimRefusedError(_("This invoice is claimed already."))
    if quantity > agreement.left:
        raise ClaimRefusedError(
            _units(agreement.left, "agreement"),
        )
    sold = reported_units(agreement) - units_claimed_of_sales(agreement)
    if quantity > sold:
        raise ClaimRefusedError(_units(max(sold, 0), "sales"))
    bought = sum(part.quantity for part in unclaimed_purchases(agreement))
    if quantity > bought:
        raise ClaimRefusedError(_units(bought, "purchases"))


def _units(number: int, of: str) -> str:
    texts = {
        "agreement": ngettext(
            "%(n)d unit of this special price can still be claimed.",
            "%(n)d units of this special price can still be claimed.",
            number,
        ),
        "sales": ngettext(
            "Your reports show %(n)d unclaimed unit sold to this customer.",
            "Your reports show %(n)d unclaimed units sold to this customer.",
            number,
        ),
        "purchases": ngettext(
            "Your paid orders show %(n)d unclaimed unit at a higher price.",
            "Your paid orders show %(n)d unclaimed units at a higher price.",
            number,
        ),
    }
    return texts[of] % {"n": number}


def _taken(bought: list[Bought], quantity: int) -> list[Bought]:
    """Take units of the oldest purchases first."""
    parts = []
    for one in bought:
        taken = min(one.quantity, quantity)
        if taken:
            parts.append(Bought(line=one.line, quantity=taken, unit_price=one.unit_price))
            quantity -= taken
    return parts


@transaction.atomic
def decide_claim(claimed: Claim, *, approve: bool, by: User, answer: str = "") -> Claim:
    """Approve a claim, which credits the partner's statement, or reject it, which frees its units; once.

    Raises ClaimRefusedError when somebody decided already.
    """
    account: PartnerAccount = lock_ledger(claimed.agreement.account_id)
    status = Claim.Status.APPROVED if approve else Claim.Status.REJECTED
    waiting = Claim.objects.filter(pk=claimed.pk, status=Claim.Status.SUBMITTED)
    if not waiting.update(status=status, decided_by=by, decided_at=timezone.now(), answer=answer):
        raise ClaimRefusedError(_("This claim is decided already."))
    claimed = Claim.objects.select_related("agreement__product").get(pk=claimed.pk)
    agreement = claimed.agreement
    if not approve:
        SpecialPriceAgreement.objects.filter(pk=agreement.pk).update(claimed=F("claimed") - claimed.quantity)
        return claimed
    book_credit(
        account,
        claimed.amount,
        currency=agreement.currency,
        key=f"claim/{claimed.pk}",
        note=f"{agreement.product.get_title()}, {agreement.end_customer}, {claimed.invoice_number}"[:200],
        base=agreement.unit_price * claimed.quantity,
    )
    return claimed
