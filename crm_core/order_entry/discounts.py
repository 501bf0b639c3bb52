"""What staff take off an order that they place: within their role's limit, with a reason, above a margin.

The discount is an offer for one basket alone (`Basket.own_offers`), so that it is reckoned, kept and
given back exactly as every other. It does not come on top of another offer on the same pieces.

What is above a limit is refused, unless somebody who may has agreed (`approvals`). Whatever can agree
registers a grant:

    DISCOUNT_GRANTS.register(DiscountGrant(name="approvals", allows=is_approved))   # (draft, percent) -> bool
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils import translation
from django.utils.translation import gettext as _

from crm_core.order_entry.models import DiscountLimit, OrderDraft
from shop.basket.models import Basket, Line
from shop.formats import format_discount
from shop.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.registry import Registry
from shop.user.models import User

HUNDRED, ZERO = Decimal(100), Decimal(0)
#: After every offer of the shop: what these have reduced is not reduced again.
LAST = -1000


class DiscountRefusedError(Exception):
    """Staff may not take off so much; the message says why. `wanted` is the share (%) that was asked for."""

    def __init__(self, message: str, *, wanted: Decimal) -> None:
        self.wanted = wanted
        super().__init__(message)


@dataclass(frozen=True, kw_only=True)
class DiscountGrant:
    """Who else may allow what is above a colleague's limit: `allows(draft, percent)`."""

    name: str
    allows: Callable[[OrderDraft, Decimal], bool]


DISCOUNT_GRANTS: Registry[DiscountGrant] = Registry("grant of discounts")


@dataclass(frozen=True, kw_only=True)
class Limit:
    """The highest share off (%), and the lowest margin (%) that has to be left; None: not looked at."""

    most: Decimal
    least_margin: Decimal | None


def limit_of(user: User) -> Limit:
    """Return what somebody may take off: the widest of their roles; a superuser anything. One query."""
    if user.is_superuser:
        return Limit(most=HUNDRED, least_margin=None)
    rows = DiscountLimit.objects.filter(group__in=user.groups.all())
    found = rows.aggregate(most=Max("most_percent"), margin=Min("least_margin"))
    return Limit(most=found["most"] or ZERO, least_margin=found["margin"] or ZERO)


def set_discount(draft: OrderDraft, percent: Decimal, *, reason: str) -> None:
    """Take a share (%) off the draft's goods; 0 takes the discount away.

    Raises DiscountRefusedError above the limit of who writes the draft, and without a reason; nothing is
    changed then. The margin is looked at once all is reckoned: `discount_problem`.
    """
    if percent > ZERO:
        _check(draft, percent, reason)
    draft.discount_percent, draft.discount_reason = percent, reason if percent else ""
    draft.save(update_fields=["discount_percent", "discount_reason", "changed_at"])


def _check(draft: OrderDraft, percent: Decimal, reason: str) -> None:
    if not reason.strip():
        raise DiscountRefusedError(_("Please say why you give the discount."), wanted=percent)
    most = limit_of(draft.by).most
    if percent > most and not is_granted(draft, percent):
        words = _("You may give %(most)s at most; you asked for %(wanted)s.")
        if not most:
            words = _("You may not give discounts; you asked for %(wanted)s.")
        raise DiscountRefusedError(
            words % {"most": format_discount(most), "wanted": format_discount(percent)}, wanted=percent
        )


def is_granted(draft: OrderDraft, percent: Decimal) -> bool:
    """Tell whether somebody who may has agreed to this share off this draft."""
    return any(grant.allows(draft, percent) for grant in DISCOUNT_GRANTS)


def discount_problem(draft: OrderDraft, basket: Basket) -> str:
    """Say what is wrong with the discount now that all is reckoned; empty for nothing."""
    if not draft.discount_percent:
        return ""
    try:
        _check(draft, draft.discount_percent, draft.discount_reason)
    except DiscountRefusedError as refusal:
        return str(refusal)
    least = limit_of(draft.by).least_margin
    if least is None or is_granted(draft, draft.discount_percent):
        return ""
    low = [line.description for line in basket.all_lines() if _is_below(line, least)]
    if not low:
        return ""
    return _("The discount leaves too little of %(titles)s.") % {"titles": ", ".join(low)}


def _is_below(line: Line, least: Decimal) -> bool:
    cost = line.stockrecord.cost
    net = line.line_price_excl_tax_incl_discounts
    if cost is None or net is None:
        return False
    return bool(net - cost * line.quantity < net * least / HUNDRED)


def offer_for(percent: Decimal) -> ConditionalOffer:
    """Return the offer that takes this share off all goods; orders of the same share have the same one.

    Nobody gets it but who is given it (its type is Session), and the back office does not list it.
    """
    held = ConditionalOffer.objects.filter(
        offer_type=ConditionalOffer.SESSION, status=ConditionalOffer.OPEN, slug=_slug(percent)
    ).select_related("condition", "benefit")
    for _attempt in range(2):
        found = held.first()
        if found is not None:
            return found
        try:
            with transaction.atomic():
                return _make_offer(percent)
        except IntegrityError:  # somebody else has just made it
            continue
    raise RuntimeError(f"The offer {_slug(percent)} cannot be had.")


def _slug(percent: Decimal) -> str:
    return f"staff-discount-{percent.normalize():f}".replace(".", "-")


def _make_offer(percent: Decimal) -> ConditionalOffer:
    everything = Range.objects.create(name=_slug(percent), includes_all_products=True, is_for_one_offer=True)
    offer = ConditionalOffer(
        slug=_slug(percent),
        offer_type=ConditionalOffer.SESSION,
        condition=Condition.objects.create(range=everything, type=Condition.COUNT, value=1),
        benefit=Benefit.objects.create(range=everything, type=Benefit.PERCENTAGE, value=percent),
        priority=LAST,
    )
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words = _("Special discount: %(discount)s") % {"discount": format_discount(percent)}
            setattr(offer, f"name_{language.replace('-', '_')}", words)
    offer.save()
    return offer
