"""What came of an offer for one basket, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext, pgettext_lazy

from shop.formats import format_money

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractLine
    from oscar.apps.voucher.abstract_models import AbstractVoucher

    from shop.offer.models import ConditionalOffer

ZERO = Decimal(0)


class Reason(models.TextChoices):
    """Why an offer fired or did not; the first cause that was found, in this order."""

    FIRED = "fired", pgettext_lazy("offer", "applied")
    NOT_APPROVED = "not_approved", gettext_lazy("not approved yet")
    SUSPENDED = "suspended", gettext_lazy("switched off")
    NOT_STARTED = "not_started", gettext_lazy("not started yet")
    ENDED = "ended", gettext_lazy("ended")
    USED_UP = "used_up", gettext_lazy("used up")
    BUDGET_SPENT = "budget_spent", gettext_lazy("budget spent")
    INCOMPLETE = "incomplete", gettext_lazy("incomplete")
    VOUCHER_MISSING = "voucher_missing", gettext_lazy("code not in the basket")
    VOUCHER_UNUSABLE = "voucher_unusable", gettext_lazy("code cannot be used")
    NOT_THIS_COUNTRY = "not_this_country", gettext_lazy("not for this country")
    NOT_THIS_COMPANY = "not_this_company", gettext_lazy("not for this company")
    NOT_THIS_GROUP = "not_this_group", gettext_lazy("not for this customer group")
    HELD_OUT = "held_out", gettext_lazy("held out, to measure its effect")
    NOT_FIRST_ORDER = "not_first_order", gettext_lazy("not the first order")
    USED_BY_CUSTOMER = "used_by_customer", gettext_lazy("used by this customer already")
    EXCLUSIVE_GROUP = "exclusive_group", gettext_lazy("another one of its group applies")
    RANGE_EMPTY = "range_empty", gettext_lazy("no product of it in the basket")
    THRESHOLD = "threshold", gettext_lazy("minimum not reached")
    EXCLUDED = "excluded", gettext_lazy("another offer has the products")
    CONDITION = "condition", gettext_lazy("its own condition is not met")
    CAP_REACHED = "cap_reached", gettext_lazy("limit of the discount reached")
    MARGIN_FLOOR = "margin_floor", gettext_lazy("margin too small")
    GIFT_SOLD_OUT = "gift_sold_out", gettext_lazy("gift sold out")
    NOTHING_OFF = "nothing_off", gettext_lazy("nothing to take off")


@dataclass(frozen=True, kw_only=True)
class LineShare:
    """What an offer took off one line of the basket: `quantity` pieces, `amount` gross."""

    line: "AbstractLine"
    quantity: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class OfferVerdict:
    """Whether an offer fired for a basket; `amount` gross in the basket's currency is what it took off goods.

    What is off the delivery is known with the delivery method only, and what a gift is worth counts nothing.
    `missing` is how much of a minimum is missing: an amount where `missing_is_money`, else pieces. `others`
    are the offers that stood in the way. `limited_by` says which bound cut an amount that was given
    (CAP_REACHED, MARGIN_FLOOR); empty for none.
    """

    offer: "ConditionalOffer"
    reason_code: Reason
    amount: Decimal = ZERO
    currency: str = ""
    times: int = 0
    lines: Sequence[LineShare] = ()
    voucher: "AbstractVoucher | None" = None
    missing: Decimal | None = None
    missing_is_money: bool = False
    others: Sequence["ConditionalOffer"] = ()
    words: str = field(default="")
    limited_by: str = ""

    @property
    def fired(self) -> bool:
        """Whether it gave something."""
        return self.reason_code == Reason.FIRED

    @property
    def reason(self) -> str:
        """Say it in a sentence, in the reader's language."""
        return reason_words(self)


def reason_words(verdict: OfferVerdict) -> str:
    """Say in a sentence why an offer fired or did not; with words of its own (a voucher's problem), those."""
    if verdict.words:
        return verdict.words
    match verdict.reason_code:
        case Reason.FIRED:
            return _fired(verdict)
        case Reason.THRESHOLD:
            return _missing(verdict)
        case Reason.EXCLUDED if verdict.others:
            return _("Another offer has the products: %(names)s.") % {"names": _names(verdict)}
        case Reason.EXCLUSIVE_GROUP if verdict.others:
            words = {"group": verdict.offer.exclusive_group, "names": _names(verdict)}
            return _("Of the group “%(group)s” only one applies: %(names)s.") % words
        case _:
            return _SENTENCES[verdict.reason_code]()


def _fired(verdict: OfferVerdict) -> str:
    told = _("%(amount)s off.") % {"amount": format_money(verdict.amount, verdict.currency)}
    if verdict.limited_by == Reason.CAP_REACHED:
        return pgettext("sentences", "%(one)s %(other)s") % {
            "one": told,
            "other": _("More is not given: the limit of the discount is reached."),
        }
    if verdict.limited_by == Reason.MARGIN_FLOOR:
        return pgettext("sentences", "%(one)s %(other)s") % {
            "one": told,
            "other": _("More is not given: the margin would become too small."),
        }
    return told


def _missing(verdict: OfferVerdict) -> str:
    missing = verdict.missing or ZERO
    if verdict.missing_is_money:
        return _("%(amount)s is missing for the minimum.") % {
            "amount": format_money(missing, verdict.currency)
        }
    pieces = int(missing)
    told = ngettext("%(n)d piece is missing.", "%(n)d pieces are missing.", pieces)
    return told % {"n": pieces}


def _names(verdict: OfferVerdict) -> str:
    return pgettext("punctuation", ", ").join(str(other.name) for other in verdict.others)


_SENTENCES = {
    Reason.NOT_APPROVED: lambda: _("It has not been approved yet."),
    Reason.SUSPENDED: lambda: _("It is switched off."),
    Reason.NOT_STARTED: lambda: _("It has not started yet."),
    Reason.ENDED: lambda: _("It has ended."),
    Reason.USED_UP: lambda: _("It has been used as often as it may be."),
    Reason.BUDGET_SPENT: lambda: _("It has given as much as it may in all."),
    Reason.INCOMPLETE: lambda: _("It is incomplete: a value, a product or the gift is missing."),
    Reason.VOUCHER_MISSING: lambda: _("It needs a code that is not in the basket."),
    Reason.VOUCHER_UNUSABLE: lambda: _("Its code cannot be used now."),
    Reason.NOT_THIS_COUNTRY: lambda: _("It is not for the country that the order goes to."),
    Reason.NOT_THIS_COMPANY: lambda: _("It is not for this buyer's company."),
    Reason.NOT_THIS_GROUP: lambda: _("The customer is in none of its groups."),
    Reason.HELD_OUT: lambda: _("This buyer is one of those who do not get it, to measure its effect."),
    Reason.NOT_FIRST_ORDER: lambda: _("The customer has ordered before."),
    Reason.USED_BY_CUSTOMER: lambda: _("The customer has used it as often as one may."),
    Reason.EXCLUSIVE_GROUP: lambda: _("Another offer of its group applies."),
    Reason.RANGE_EMPTY: lambda: _("Nothing in the basket is among its products."),
    Reason.EXCLUDED: lambda: _("Another offer has the products."),
    Reason.CONDITION: lambda: _("Its own condition is not met."),
    Reason.CAP_REACHED: lambda: _("The limit of the discount is reached."),
    Reason.MARGIN_FLOOR: lambda: _("The margin would become too small."),
    Reason.GIFT_SOLD_OUT: lambda: _("The gift has sold out."),
    Reason.NOTHING_OFF: lambda: _("There is nothing that it could take off."),
}
