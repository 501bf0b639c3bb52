"""An order that the buyer's company has to approve is submitted instead of placed."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from shop.basket.requests import BasketRequest
from shop.checkout.company_fields import CompanyTerms, Purchase
from shop.order.exceptions import OrderRefused
from shop.payments.methods import PaymentMethod
from shop.purchase_approvals.conditions import Proposal, Requirement, requirement_for
from shop.purchase_approvals.exceptions import NoApproverError
from shop.purchase_approvals.models import PurchaseRequest
from shop.purchase_approvals.submitting import Choices, submit
from shop.shipping.methods import delivery_of


class ApprovalMixin:
    """The review of an order that may need an approval."""

    request: BasketRequest
    company_terms: CompanyTerms | None
    purchase: Purchase | None
    submission: dict[str, Any]
    checkout_session: Any
    parts: Any
    payment_method: PaymentMethod | None

    @property
    def proposal(self) -> Proposal | None:
        """What is about to be ordered for a company; None for who acts for none."""
        terms, purchase = self.company_terms, self.purchase
        user = self.request.user
        if terms is None or purchase is None or not user.is_authenticated:
            return None
        return Proposal(
            user=user,
            access=terms.access,
            basket=self.request.basket,
            total=self.submission["order_total"],
            charge=self.submission["shipping_charge"],
            cost_centre_id=purchase.cost_centre.pk if purchase.cost_centre else None,
        )

    @cached_property
    def requirement(self) -> Requirement | None:
        """Why it needs an approval; None where it does not."""
        return requirement_for(self.proposal) if self.proposal else None

    def submit_for_approval(self, requirement: Requirement) -> PurchaseRequest:
        """Submit what the review shows. Raises OrderRefused, in words for the buyer, and AlreadyOrdered."""
        if self.proposal is None:
            raise OrderRefused
        if self.parts:
            raise OrderRefused(_("Gift cards and store credit cannot pay an order that needs an approval."))
        try:
            return submit(self.proposal, self._choices(), requirement)
        except NoApproverError as refusal:
            raise OrderRefused(str(refusal)) from refusal

    def _choices(self) -> Choices:
        data, purchase = self.checkout_session, self.purchase
        method = self.submission["shipping_method"]
        delivery = delivery_of(method)
        view: Any = self
        return Choices(
            method=method,
            address=view.chosen_address(self.request.basket),
            is_pickup=data.is_pickup(),
            delivery_day=delivery.day if delivery else None,
            payment=self.payment_method.code if self.payment_method else "",
            po_number=purchase.po_number if purchase else "",
            note=data.note(),
            billed=data.company(),
            tax_place=data.place(),
            drawn_number=view.order_number(),
            destinations=data.destinations(),
        )
