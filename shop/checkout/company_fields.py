"""What a company wants to know of an order of its people: their order number and the cost centre."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from shop.b2b.access import CompanyAccess, access_of
from shop.b2b.inheritance import inherited, lineage
from shop.b2b.models import Company, CostCentre
from shop.checkout_session import CheckoutSessionData
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class CompanyTerms:
    """What the checkout asks people of a company; cost centres are the company's active ones."""

    access: CompanyAccess
    company: Company
    needs_po_number: bool
    cost_centres: Sequence[CostCentre]

    def cost_centre(self, chosen: int | None) -> CostCentre | None:
        """Return the cost centre chosen, else the buyer's usual one, if the company still has it."""
        known = {centre.pk: centre for centre in self.cost_centres}
        return known.get(chosen or 0) or known.get(self.access.cost_centre_id or 0)


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """What was given: the buyer's own order number and the cost centre."""

    po_number: str
    cost_centre: CostCentre | None

    @property
    def shown(self) -> dict[str, str]:
        """What the review tells of it, as a part of its fingerprint."""
        return {"po_number": self.po_number, "cost_centre": str(self.cost_centre or "")}


def company_terms(user: User | AnonymousUser) -> CompanyTerms | None:
    """Return what to ask a buyer, None for who acts for no company; two queries, one more with parents."""
    access = access_of(user)
    if access is None:
        return None
    company = Company.objects.get(pk=access.company_id)
    needed = inherited(lineage(company), "needs_po_number", default=False)
    centres = CostCentre.objects.filter(company=company, is_active=True).order_by("code")
    return CompanyTerms(
        access=access, company=company, needs_po_number=bool(needed.value), cost_centres=list(centres)
    )


def purchase_of(terms: CompanyTerms | None, data: CheckoutSessionData) -> Purchase | None:
    """Return what was given in the checkout, for people of companies."""
    if terms is None:
        return None
    given = data.purchase()
    return Purchase(
        po_number=given.get("po_number", ""),
        cost_centre=terms.cost_centre(int(given.get("cost_centre") or 0)),
    )
