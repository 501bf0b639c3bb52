"""The tax that a basket bears follows from where it goes and who buys, as soon as that is known."""

from dataclasses import replace

from django.core.exceptions import ValidationError

from shop.b2b.queries import company_of
from shop.checkout_session import CheckoutSessionData
from shop.partner.buyers import buyer_for
from shop.partner.strategy import StrategyRequest
from shop.tax.services import check_vat_id, clean_vat_id, latest_check, situation_for
from shop.tax.situation import TaxSituation


def calculate_tax(request: StrategyRequest) -> TaxSituation:
    """Let `request.strategy` price for the place and the company given in the checkout; return the situation.

    Call it before the basket's lines are priced. Without any answer the situation stays as it was:
    at home. Two queries for a company or a VAT id, none otherwise.
    """
    strategy = request.strategy
    strategy.buyer = buyer_for(strategy.user)
    data = CheckoutSessionData(request) if CheckoutSessionData.SESSION_KEY in request.session else None
    place, vat_id = (data.place(), data.company().get("vat_id", "")) if data else ({}, "")
    if not place and not vat_id:
        return strategy.buyer.tax
    tax = situation_for(
        country=place.get("country") or strategy.buyer.tax.country,
        state=place.get("state", ""),
        postcode=place.get("postcode", ""),
        company=company_of(request.user) if strategy.buyer.company_id else None,
        vat_id=vat_id,
    )
    strategy.buyer = replace(strategy.buyer, tax=tax)
    return tax


def check_company_of(request: StrategyRequest) -> None:
    """Ask the register about the VAT id of the company the buyer speaks for, unless an answer holds.

    Call it outside of transactions. An id that is none is left alone: tax is charged.
    """
    company = company_of(request.user) if request.strategy.buyer.company_id else None
    if company is None or not company.vat_id or latest_check(company.vat_id):
        return
    try:
        check_vat_id(clean_vat_id(company.vat_id), by=request.user)
    except ValidationError:
        return
