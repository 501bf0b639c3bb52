"""What was ordered once goes into the basket again; what cannot is named with the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, ngettext

from shop.basket.models import Basket
from shop.basket.services import Addition, BasketClosedError, BasketError, add_to_basket
from shop.catalogue.models import Option, Product
from shop.catalogue.product_options import form_field, options_of
from shop.partner.buyers import Buyer
from shop.partner.visibility import may_see


class SaidOption(Protocol):
    """What a buyer said about an option; the option may be no more."""

    @property
    def option_id(self) -> int | None:
        """The option's primary key; None where it is no more."""

    @property
    def option(self) -> Option | None:
        """The option; None where it is no more."""

    @property
    def value(self) -> object:
        """What was said."""


class SaidOptions(Protocol):
    """The options of a line, as a related manager gives them."""

    def all(self) -> Iterable[SaidOption]:
        """Read them."""


class OrderedLine(Protocol):
    """A line that was ordered, or was to be."""

    @property
    def title(self) -> str:
        """What the product was called."""

    @property
    def product(self) -> Product | None:
        """The product; None where it is no more."""

    @property
    def quantity(self) -> int:
        """How many pieces."""

    @property
    def is_gift(self) -> bool:
        """Whether it came for nothing."""

    @property
    def attributes(self) -> SaidOptions:
        """What was said about its options."""


@dataclass(frozen=True, kw_only=True)
class Reorder:
    """What became of it: `added` lines, and a sentence for each piece that is not there as it was ordered."""

    added: int
    problems: Sequence[str]


def reorder(basket: Basket, lines: Iterable[OrderedLine]) -> Reorder:
    """Put the lines of an order into a basket, each as far as it can be had today.

    What was a free gift is passed over. Left out, with a sentence of its own, is what is not sold any more,
    has sold out, or needs something said (an option) that the order does not say or that is not offered any
    more; of what is short, as many as there are. The basket needs its strategy. Raises BasketClosedError when
    it has become an order; what was added before stays.
    """
    added, problems = 0, []
    for line in lines:
        if line.is_gift:
            continue
        product, problem = line.product, obstacle_of(line, basket.strategy.buyer)
        if product is None or problem:
            problems.append(problem)
            continue
        try:
            addition = add_to_basket(basket, product, quantity=line.quantity, options=_options_of(line))
        except BasketClosedError:
            raise
        except BasketError as refusal:
            problems.append(_named(product, str(refusal)))
            continue
        added += 1
        if addition.is_shortened:
            problems.append(_shortened(product, addition))
    return Reorder(added=added, problems=problems)


def obstacle_of(line: OrderedLine, buyer: Buyer) -> str:
    """Say what keeps a line from being ordered again whatever is in stock; empty for nothing."""
    product = line.product
    if product is None or not may_see(product, buyer=buyer):
        return _("“%(title)s” is not sold any more.") % {"title": line.title}
    if product.is_parent:
        return _("“%(title)s” comes in variants now: please choose one on its page.") % {"title": line.title}
    said = {attribute.option_id: attribute.value for attribute in line.attributes.all()}
    offered = options_of(product)
    if not _fits(said, offered, product):
        return _("The options of “%(title)s” have changed: please choose on its page.") % {
            "title": line.title
        }
    return ""


def _fits(said: dict[int | None, object], offered: Sequence[Option], product: Product) -> bool:
    """Tell whether what was said is what the product asks today, no less and nothing that is gone."""
    if not set(said) <= {option.pk for option in offered}:
        return False
    for option in offered:
        if option.pk not in said:
            if option.required:
                return False
            continue
        try:
            form_field(option, product).clean(said[option.pk])
        except ValidationError:
            return False
    return True


def _options_of(line: OrderedLine) -> list[dict[str, object]]:
    return [{"option": said.option, "value": said.value} for said in line.attributes.all() if said.option]


def _named(product: Product, reason: str) -> str:
    title = product.get_title()
    return reason if title in reason else _("“%(title)s”: %(reason)s") % {"title": title, "reason": reason}


def _shortened(product: Product, addition: Addition) -> str:
    text = ngettext(
        "“%(title)s”: only %(added)d of %(wanted)d is available; it is in your basket.",
        "“%(title)s”: only %(added)d of %(wanted)d are available; they are in your basket.",
        addition.added,
    )
    return text % {"title": product.get_title(), "added": addition.added, "wanted": addition.wanted}
