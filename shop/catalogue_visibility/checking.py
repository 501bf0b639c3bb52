"""Who sees what, and why: for staff who are asked by a customer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from shop.b2b.models import Company
from shop.catalogue.categories import CATEGORIES
from shop.catalogue.models import Product, ProductCategory
from shop.catalogue_visibility.models import VisibilityRule
from shop.catalogue_visibility.queries import hidden_from_company
from shop.partner.buyers import audiences_of_company
from shop.partner.visibility import visibilities

MOST_NAMED = 50


@dataclass(frozen=True, kw_only=True)
class CompanySees:
    """How much of the catalogue a company sees, what is hidden from it, and the rules that are for it."""

    company: Company
    public: int
    hidden: int
    examples: Sequence[Product]
    rules: Sequence[VisibilityRule]

    @property
    def seen(self) -> int:
        """How many public products it sees."""
        return self.public - self.hidden


@dataclass(frozen=True, kw_only=True)
class ProductSeenBy:
    """Whether everybody sees a product, which companies do (the first by name), and its rules."""

    product: Product
    is_open: bool
    number: int
    all_companies: int
    companies: Sequence[Company]
    rules: Sequence[VisibilityRule]


def company_sees(company: Company) -> CompanySees:
    """Look at the catalogue as a company. Four queries."""
    hidden = hidden_from_company(company)
    keys = audiences_of_company(company)
    companies = [int(key.partition(":")[2]) for key in keys if key.startswith("company:")]
    rules = _rules().filter(
        Q(company__in=companies) | Q(group__in=[company.programme_group_id, company.group_id])
    )
    return CompanySees(
        company=company,
        public=Product.objects.filter(parent=None, is_public=True).count(),
        hidden=hidden.count(),
        examples=list(hidden.order_by("pk")[:MOST_NAMED]),
        rules=list(rules),
    )


def product_seen_by(product: Product) -> ProductSeenBy:
    """Tell which companies see a product, by the rules that reach it. Four queries."""
    profile = visibilities([product.visibility_id])[product.visibility_id]
    companies = list(Company.objects.exclude(status=Company.Status.CLOSED).order_by("name", "pk"))
    seeing = [company for company in companies if profile.is_shown_to(audiences_of_company(company))]
    tree = CATEGORIES.get()
    places = ProductCategory.objects.filter(product=product).values_list("category_id", flat=True)
    above = {key for pk in places if pk in tree for key in (*tree[pk].above, pk)}
    whole = Q(category=None, product=None)
    return ProductSeenBy(
        product=product,
        is_open=profile.is_shown_to(()),
        number=len(seeing),
        all_companies=len(companies),
        companies=seeing[:MOST_NAMED],
        rules=list(_rules().filter(whole | Q(product=product) | Q(category__in=above))),
    )


def _rules() -> QuerySet[VisibilityRule]:
    return VisibilityRule.objects.select_related("company", "group", "category", "product")
