"""A basket and a buyer in, out comes which promotions fire, which do not and why, and what it would come to.

It is the basket's own path: a basket is made as buyers make theirs, offers are applied and explained, the
delivery is asked what it costs, and then everything is taken back, so that nothing was ever there. A draft is
looked at as if it were live.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shop.b2b.models import Company
from shop.basket.models import Basket, Line
from shop.basket.services import BasketError, add_to_basket
from shop.basket.totals import basket_totals, shown_price
from shop.catalogue.models import Product
from shop.offer.availability import OPEN
from shop.offer.explanation import OfferVerdict, explain
from shop.offer.models import ConditionalOffer
from shop.partner.buyers import customer_buyer
from shop.partner.queries import purchase_info
from shop.partner.strategy import Strategy
from shop.promotions.codes import dates_of, new_code
from shop.promotions.models import Promotion
from shop.shipping.repository import Repository
from shop.tax.queries import situation
from shop.tax.services import situation_for
from shop.tax.totals import Totals
from shop.user.models import User
from shop.voucher.models import Voucher


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Who buys what, when and where to; `as_live` is looked at as if it were on and within its dates."""

    pieces: Sequence[tuple[Product, int]]
    codes: Sequence[str] = ()
    user: User | None = None
    email: str = ""
    company: Company | None = None
    country: str = ""
    at: datetime | None = None
    as_live: Promotion | None = None


@dataclass(frozen=True, kw_only=True)
class SimulatedLine:
    """One line of the basket, as its buyer sees it: before and after discounts."""

    title: str
    quantity: int
    before: Decimal
    after: Decimal


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came of one promotion, and where its page is; `code` led to it."""

    name: str
    url: str
    fired: bool
    reason: str
    amount: Decimal
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """What a scenario comes to; `problems` say what could not be put into the basket."""

    lines: Sequence[SimulatedLine]
    fired: Sequence[Told]
    left: Sequence[Told]
    totals: Totals
    problems: Sequence[str] = field(default=())


def simulate(scenario: Scenario) -> Simulation:
    """Reckon a scenario and take back all that was written for it."""
    with transaction.atomic():
        try:
            return _reckon(scenario)
        finally:
            transaction.set_rollback(True)


def _reckon(scenario: Scenario) -> Simulation:
    codes = list(scenario.codes)
    if scenario.as_live is not None:
        codes += _make_live(scenario.as_live)
    basket = Basket.objects.create(owner=scenario.user)
    basket.strategy = _strategy(scenario)
    problems = [*_fill(basket, scenario), *_add_codes(basket, codes)]
    basket.reset_offer_applications()
    verdicts = explain(basket, user=scenario.user, email=scenario.email, now=scenario.at)
    methods = Repository().get_shipping_methods(basket=basket, user=scenario.user or AnonymousUser())
    method = next(iter(methods), None) if basket.is_shipping_required() and not basket.is_empty else None
    charge = method.calculate(basket) if method else None
    pages = dict(Promotion.objects.values_list("offer_id", "pk"))
    told = [_told(verdict, pages) for verdict in verdicts]
    return Simulation(
        lines=[_line(line) for line in basket.all_lines()],
        fired=[one for one in told if one.fired],
        left=[one for one in told if not one.fired],
        totals=basket_totals(basket, method=method, charge=charge),
        problems=problems,
    )


def _make_live(promotion: Promotion) -> list[str]:
    """Switch a promotion on for this transaction; return the code that leads to it, if it needs one."""
    offer = ConditionalOffer.objects.filter(pk=promotion.offer_id)
    offer.update(approved=True, status=OPEN, start_datetime=None, end_datetime=None, holdout_percent=0)
    held = offer.get()
    if held.offer_type != ConditionalOffer.VOUCHER:
        return []
    code, (start, end) = new_code(), dates_of(held)
    voucher = Voucher.objects.create(
        name_en=code, code=code, usage=Voucher.MULTI_USE, start_datetime=start, end_datetime=end
    )
    voucher.offers.add(held)
    return [code]


def _strategy(scenario: Scenario) -> Strategy:
    buyer = customer_buyer(scenario.user)
    if scenario.company is not None:
        company_id = scenario.company.pk
        buyer = replace(buyer, company_id=company_id, tax=situation(is_company=True))
    if scenario.country:
        company = scenario.company or (
            Company.objects.filter(pk=buyer.company_id).first() if buyer.company_id else None
        )
        buyer = replace(buyer, tax=situation_for(country=scenario.country, company=company))
    return Strategy(user=scenario.user, buyer=buyer)


def _fill(basket: Basket, scenario: Scenario) -> list[str]:
    problems = []
    for product, quantity in scenario.pieces:
        try:
            added = add_to_basket(basket, _sold(product, basket), quantity=quantity)
        except BasketError as error:
            problems.append(str(error))
            continue
        if added.is_shortened:
            words = {"title": product.get_title(), "added": added.added}
            problems.append(_("Of “%(title)s” only %(added)d can be had.") % words)
    return problems


def _sold(product: Product, basket: Basket) -> Product:
    """Return what is sold of a product: the variant that its page selects."""
    if not product.is_parent:
        return product
    variant = purchase_info(product, buyer=basket.strategy.buyer).variant_id
    return (variant and Product.objects.filter(pk=variant).first()) or product


def _add_codes(basket: Basket, codes: Sequence[str]) -> list[str]:
    problems = []
    for code in dict.fromkeys(code.strip().upper() for code in codes if code.strip()):
        voucher = Voucher.objects.filter(code__iexact=code).first()
        if voucher is None:
            problems.append(_("There is no code %(code)s.") % {"code": code})
        else:
            basket.vouchers.add(voucher)
    return problems


def _told(verdict: OfferVerdict, pages: dict[int, int]) -> Told:
    offer = verdict.offer
    pk = pages.get(offer.pk)
    return Told(
        name=str(offer.name),
        url=reverse("promotions:inspect", args=[pk]) if pk else "",
        fired=verdict.fired,
        reason=str(verdict.reason),
        amount=verdict.amount,
        code=verdict.voucher.code if verdict.voucher else "",
    )


def _line(line: Line) -> SimulatedLine:
    zero = Decimal(0)
    return SimulatedLine(
        title=str(line.description),
        quantity=line.quantity,
        before=shown_price(line, discounted=False) or zero,
        after=shown_price(line) or zero,
    )
