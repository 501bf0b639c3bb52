"""The articles that orders of the past are about: products not for sale, without stock to count."""

from collections.abc import Iterable
from dataclasses import dataclass

from crm_core.order_history.past_orders import PastLine
from shop.catalogue.models import Product, ProductClass
from shop.partner.models import Partner, StockRecord
from shop.slugs import slugify


@dataclass(frozen=True, kw_only=True)
class Article:
    """A product and its stock record, with whose it is."""

    product_id: int
    stockrecord_id: int
    partner_id: int
    partner_name: str


class SoldArticles:
    """The articles that the shop sells, by the supplier's number; there are no others."""

    def __init__(self) -> None:
        rows = StockRecord.objects.order_by("-pk").values_list(
            "partner_sku", "product_id", "pk", "partner_id", "partner__name"
        )
        self._known = {
            sku: Article(product_id=product_id, stockrecord_id=pk, partner_id=partner_id, partner_name=name)
            for sku, product_id, pk, partner_id, name in rows
        }

    def __contains__(self, sku: str) -> bool:
        """Tell whether the shop sells it."""
        return sku in self._known

    def __getitem__(self, sku: str) -> Article:
        """Return a known article. Raises KeyError for another."""
        return self._known[sku]

    def add(self, lines: Iterable[PastLine]) -> None:
        """Make nothing: a line of another article is an error of the source. Raises KeyError for it."""
        for line in lines:
            self[line.sku]


class Articles:
    """The articles of one source, by their number; those that are missing are made, in bulk.

    They belong to a supplier and a product class of the source's name, whose stock is not tracked: what left
    long ago moves no stock of today. They are not public; staff publish what they go on selling. The price is
    that of the first order.
    """

    def __init__(self, name: str, *, currency: str) -> None:
        self.currency = currency
        self.partner, _new = Partner.objects.get_or_create(name=name)
        self.product_class, _new = ProductClass.objects.get_or_create(
            name=name, defaults={"track_stock": False, "requires_shipping": True}
        )
        rows = StockRecord.objects.filter(partner=self.partner)
        self._known = {
            sku: self._article(product_id, pk)
            for sku, product_id, pk in rows.values_list("partner_sku", "product_id", "pk")
        }

    def __getitem__(self, sku: str) -> Article:
        """Return a known article. Raises KeyError for another."""
        return self._known[sku]

    def add(self, lines: Iterable[PastLine]) -> None:
        """Make the articles of these lines that are not known yet; two queries."""
        missing = {line.sku: line for line in lines if line.sku not in self._known}
        products = Product.objects.bulk_create(
            Product(
                title=line.title,
                slug=slugify(line.title) or slugify(sku),
                product_class=self.product_class,
                structure=Product.STANDALONE,
                is_public=False,
            )
            for sku, line in missing.items()
        )
        records = StockRecord.objects.bulk_create(
            StockRecord(
                product=product,
                partner=self.partner,
                partner_sku=sku,
                price_currency=self.currency,
                price=missing[sku].price,
            )
            for sku, product in zip(missing, products, strict=True)
        )
        for record in records:
            self._known[record.partner_sku] = self._article(record.product_id, record.pk)

    def _article(self, product_id: int, stockrecord_id: int) -> Article:
        return Article(
            product_id=product_id,
            stockrecord_id=stockrecord_id,
            partner_id=self.partner.pk,
            partner_name=self.partner.name,
        )
