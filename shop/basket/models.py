"""Oscar's basket models; lines come with all a page shows, and tax is rounded once per line."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine, AbstractLineAttribute

from shop.catalogue.models import ProductAttributeValue, ProductImage
from shop.catalogue.product_options import line_description
from shop.compiled_queries import CompiledQuery
from shop.no_rows import know_none
from shop.offer.bounds import most_off
from shop.offer.models import ConditionalOffer
from shop.offer.verdicts import OfferVerdict
from shop.partner.listed import context_of_owner, hand_over_lists, with_lists
from shop.partner.models import SalePrice
from shop.partner.money import round_discount
from shop.partner.purchase import PurchaseInfo
from shop.partner.sales import hand_over, with_sale
from shop.stock.models import ReservationLine
from shop.stock.queries import reserved_quantities
from shop.stock.services import move

if TYPE_CHECKING:
    from shop.offer.applicator import CheckedVoucher
    from shop.offer.gifts import Gift

NAMING = ProductAttributeValue.objects.select_related("attribute", "value_option")


class Basket(AbstractBasket):
    """What somebody is about to buy.

    `checked_vouchers` are its vouchers (`shop.offer.applicator.CheckedVoucher`) as the offers found them
    when they were applied last. `public_id` is how browsers name it, in cookies and sessions: random, so that
    it never means another basket, as the id of a row that was rolled back does. `is_committed` says that this
    request has added to it and that the database has kept it.
    """

    checked_vouchers: Sequence["CheckedVoucher"] = ()
    #: What came of each offer that was looked at (`shop.offer.verdicts`), and what the basket gets free.
    verdicts: Sequence[OfferVerdict] = ()
    gifts: Sequence["Gift"] = ()
    #: Offers for this basket alone, as staff give them to an order that they write down; not kept with it.
    own_offers: Sequence[ConditionalOffer] = ()
    #: Whether there may be vouchers in it: False only where the lines were read and there were none.
    may_have_vouchers = True
    is_committed = False
    public_id = models.UUIDField(_("public id"), default=uuid4, unique=True, editable=False)

    def reset_offer_applications(self) -> None:
        """Forget what offers gave, gifts too."""
        super().reset_offer_applications()
        self.verdicts, self.gifts = (), ()

    @cached_property
    def reserved_quantities(self) -> dict[int, int]:
        """How many pieces of which stock record are reserved for this basket, as the request found them."""
        return reserved_quantities(self)

    def merge(self, basket: "Basket", add_quantities: bool = True) -> None:  # noqa: FBT001, FBT002 - Oscar's
        """Take in another basket's lines and, in the same transaction, what that one had reserved."""
        with transaction.atomic():
            super().merge(basket, add_quantities)
            move(basket, self)  # guard: hold-moves

    def all_lines(self) -> QuerySet["Line"]:
        """Return the lines, loaded once for the request, with everything an order needs.

        Products come with their class, parent and picture, stock records with their supplier and what the
        basket has reserved: one query, another where a line has options, another where one is a variant,
        for its name.
        """
        if self.pk is None:
            return Line.objects.none()
        if self._lines is None:
            self.take_lines(LINES.instances([self.pk]))
        return self._lines  # type: ignore[return-value]

    def take_lines(self, lines: list[Any]) -> None:
        """Keep lines that were read with everything (`LINES`) for the request."""
        prefetch_related_objects([line for line in lines if line.has_options], "attributes__option")
        variants = [line.product for line in lines if line.product.is_child]
        prefetch_related_objects(variants, Prefetch("attribute_values", NAMING))
        for line in lines:
            line.basket = self
            line.stockrecord.product = line.product
            hand_over(line, line.stockrecord)
            hand_over_lists(line, line.stockrecord)
            if not line.has_options:
                know_none(line, "attributes", LineAttribute)
        self._lines = self.lines.order_by("pk")
        self._lines._result_cache = lines
        self.reserved_quantities = {line.stockrecord_id: line.held for line in lines if line.held}
        self.may_have_vouchers = not lines or lines[0].has_vouchers

    @property
    def num_lines(self) -> int:
        """Count the lines without asking the database again."""
        return len(self.all_lines())


class BasketBatch(models.Model):
    """A form with many products that was sent once: its token cannot be used again (`shop.basket.bulk`)."""

    token = models.UUIDField(_("token"), unique=True, editable=False)
    basket = models.ForeignKey("basket.Basket", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("batch of products")
        verbose_name_plural = _("batches of products")

    def __str__(self) -> str:
        return str(self.token)


class LineAttribute(AbstractLineAttribute):
    """An option chosen for a line."""


class Line(AbstractLine):
    """So many pieces of one product from one supplier.

    `has_options`, `held` (pieces that its basket has reserved), `picture` (a file's name, if any) and
    `has_vouchers` (whether its basket has some) come with the lines of `Basket.all_lines`.

    Which of net and gross is multiplied, the price says (`TaxedPrice.keeps_net`); the other follows
    from the line's sum, rounded once in the currency's minor unit. Discounts come off the gross. So
    net + tax = gross for every line, and the order's sums are the sums of its lines.

    A line with an `agreed_price` (what one piece was agreed to cost, net if `agreed_is_net`, in
    `price_currency`) costs that whatever prices, sales and offers say, offers come off only where
    `agreed_allows_offers`. `agreed_by` names what it was agreed by ("quote:Q26-7F3QW9ZDM4/3"). It is never
    joined with another line and is locked: see `shop.basket.agreed`.
    """

    _info: PurchaseInfo
    _info_for: tuple[int, int]

    agreed_price = models.DecimalField(
        _("agreed price"), max_digits=12, decimal_places=2, null=True, blank=True, editable=False
    )
    agreed_is_net = models.BooleanField(_("agreed without tax"), default=False, editable=False)
    agreed_allows_offers = models.BooleanField(_("offers come off"), default=False, editable=False)
    agreed_by = models.CharField(_("agreed by"), max_length=80, blank=True, default="", editable=False)

    class Meta(AbstractLine.Meta):
        abstract = False
        constraints = [
            # Named as not null: a comparison with NULL is not false, and a check passes what is not false.
            models.CheckConstraint(
                condition=models.Q(agreed_price=None, agreed_by="")
                | models.Q(agreed_price__isnull=False, agreed_price__gte=0) & ~models.Q(agreed_by=""),
                name="basket_line_agreed_by_something",
            ),
        ]
        # What was touched lately, among all that ever was: baskets that are left are found by it.
        indexes = [models.Index(fields=["date_updated"], name="basket_line_by_change")]

    @property
    def purchase_info(self) -> PurchaseInfo:
        """Return what its buyer pays now, kept as long as its quantity and the lines beside it stay."""
        asked = self.quantity, len(self.basket._lines or ())
        if getattr(self, "_info_for", None) != asked:
            self._info, self._info_for = self.basket.strategy.fetch_for_line(self, self.stockrecord), asked
        return self._info

    @property
    def is_agreed(self) -> bool:
        """Whether its price was agreed: it cannot be changed then."""
        return self.agreed_price is not None

    @property
    def description(self) -> str:
        """Name the product with what its buyer said about it."""
        return line_description(str(self.product), self.attributes.all())

    def discount(
        self,
        discount_value: Decimal,
        affected_quantity: int,
        incl_tax: bool = True,  # noqa: FBT001, FBT002 - Oscar's
        offer: ConditionalOffer | None = None,
    ) -> None:
        """Take a discount off this line, rounded down, no more than is left or than the offer may give.

        Core Oscar keeps fractions and lets two offers together exceed the line (issue 2773). Where no
        piece is affected nothing is taken off: the order could not say from which.
        """
        if affected_quantity <= 0:
            return
        left = max(Decimal(0), (self.line_price_incl_tax or Decimal(0)) - self.discounts.total)
        wanted = round_discount(discount_value, self.price_currency)
        value = max(Decimal(0), min(wanted, left))  # guard: discount-within-line
        if isinstance(offer, ConditionalOffer):
            value = most_off(offer, self, wanted=value, left=left)  # guard: discount-within-offer
            offer.given += value
        super().discount(value, affected_quantity, incl_tax, offer)

    @property
    def line_price_incl_tax(self) -> Decimal | None:
        """Gross of the line before discounts."""
        price = self.purchase_info.price
        return price.line_gross(self.quantity) if price.exists else None

    @property
    def line_price_excl_tax(self) -> Decimal | None:
        """Net of the line before discounts."""
        return self._net(self.line_price_incl_tax)

    @property
    def line_price_excl_tax_incl_discounts(self) -> Decimal | None:
        """Net of the line after discounts."""
        if self.discounts.excl_tax:
            return super().line_price_excl_tax_incl_discounts
        return self._net(self.line_price_incl_tax_incl_discounts)

    def _net(self, gross: Decimal | None) -> Decimal | None:
        return None if gross is None else self.purchase_info.price.net_within(gross)


def _with_everything(lines: QuerySet[Line]) -> QuerySet[Line]:
    """Have a query of lines read all that pages and orders need of them, in their order."""
    held = ReservationLine.objects.filter(
        reservation__basket=OuterRef("basket"), stockrecord=OuterRef("stockrecord")
    )
    pictures = ProductImage.objects.order_by("display_order", "pk")
    own, of_parent = (
        Subquery(pictures.filter(product=OuterRef(path)).values("original")[:1])
        for path in ("product", "product__parent")
    )
    vouchers = Basket.vouchers.through.objects.filter(basket=OuterRef("basket"))
    whole = lines.select_related(
        "product__product_class", "product__parent__product_class", "stockrecord__partner"
    )
    whole = with_lists(whole, context=context_of_owner("basket__owner"), path="stockrecord")
    return (
        with_sale(whole, SalePrice, path="stockrecord")
        .annotate(
            has_options=Exists(LineAttribute.objects.filter(line=OuterRef("pk"))),
            held=Subquery(held.values("quantity")[:1]),
            picture=Coalesce(own, of_parent),
            has_vouchers=Exists(vouchers),
        )
        .order_by("pk")
    )


def _lines_of_baskets(baskets: Sequence[int], _columns: object) -> QuerySet[Line]:
    return _with_everything(Line.objects.filter(basket__in=baskets))


def _lines_of_guests(public_ids: Sequence[UUID], _columns: object) -> QuerySet[Line]:
    """Return the lines of the open baskets of guests, with the basket."""
    open_ones = Line.objects.filter(basket__public_id__in=public_ids, basket__owner=None)
    return _with_everything(open_ones.filter(basket__status=Basket.OPEN).select_related("basket"))


LINES = CompiledQuery(_lines_of_baskets)
LINES_OF_GUESTS = CompiledQuery(_lines_of_guests, key_field=models.UUIDField())


def open_basket_of_guest(public_id: UUID) -> Basket | None:
    """Return the open basket that a guest's browser names, its lines loaded; one query where it has some."""
    lines = LINES_OF_GUESTS.instances([public_id])
    if not lines:
        return Basket.open.filter(public_id=public_id, owner=None).first()
    basket: Basket = lines[0].basket
    basket.take_lines(lines)
    return basket


from oscar.apps.basket.models import *  # type: ignore[assignment]  # noqa: E402, F403
