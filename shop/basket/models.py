"""Oscar's basket models; lines come with all a page shows, and tax is rounded once per line."""

from decimal import Decimal

from django.db.models import QuerySet
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine

from shop.partner.tax import included_tax


class Basket(AbstractBasket):
    """What somebody is about to buy."""

    def all_lines(self) -> QuerySet["Line"]:
        """Return the lines, loaded once for the request, with everything a page or an order needs.

        Products come with their class, parent and pictures, stock records with their supplier:
        the number of queries does not grow with the number of lines.
        """
        if self.pk is None:
            return Line.objects.none()
        if self._lines is None:
            self._lines = (
                self.lines.select_related(
                    "product__product_class",
                    "product__parent__product_class",
                    "stockrecord__partner",
                )
                .prefetch_related("attributes__option", "product__images", "product__parent__images")
                .order_by("pk")
            )
            for line in self._lines:
                line.stockrecord.product = line.product
        return self._lines

    @property
    def num_lines(self) -> int:
        """Count the lines without asking the database again."""
        return len(self.all_lines())


class Line(AbstractLine):
    """So many pieces of one product from one supplier.

    Gross is what counts: the net of a line is its gross less the tax inside, taken out of the
    whole line and rounded once in the currency's minor unit. So net + tax = gross for every
    line, and the order's sums are the sums of its lines.
    """

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
        if gross is None:
            return None
        price = self.purchase_info.price
        tax_code = price.tax_code or "zero"
        return gross - included_tax(gross, tax_code=tax_code, currency=price.currency)


from oscar.apps.basket.models import *  # noqa: E402, F403
