"""Reading quotes: those of a customer, of a company's people, and the versions of one."""

from collections.abc import Collection, Sequence

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from crm_core.quotes.comparing import Comparison, compare
from crm_core.quotes.models import Quote, QuoteComment, QuoteLine, QuoteVersion
from shop.b2b.access import CompanyAccess

VIEW, REQUEST, ACCEPT = "quotes.view", "quotes.request", "quotes.accept"


def quotes_of_company(access: CompanyAccess, permission: str = VIEW) -> QuerySet[Quote]:
    """List the quotes that a permission reaches for somebody of a company.

    What was never sent to the buyer is not there.
    """
    told = ~Q(latest=0) & access.scope(permission)
    return (
        Quote.objects.filter(told).exclude(user=None).select_related("customer", "user", "company", "owner")
    )


def versions_of(quote: Quote) -> list[QuoteVersion]:
    """Return the versions that were sent, the first one first, with their lines: two queries."""
    found = quote.versions.exclude(sent_at=None).order_by("number").prefetch_related("lines")
    return list(found)


def history_of(versions: Sequence[QuoteVersion]) -> list[Comparison]:
    """Compare each version with the one before, the latest first."""
    pairs = zip([None, *versions], versions, strict=False)
    return [compare(before, after) for before, after in pairs][::-1]


def comments_by_line(quote: Quote) -> dict[int | None, list[QuoteComment]]:
    """Return what both sides wrote, by line; under None what is about all of it. One query."""
    found: dict[int | None, list[QuoteComment]] = {}
    for comment in quote.comments.all():
        found.setdefault(comment.line_key, []).append(comment)
    return found


def products_on_open_quotes(users: Collection[int]) -> QuerySet[QuoteLine, tuple[int, int]]:
    """List (account, product) of the lines that accounts were offered and have not ordered, newest first.

    Of each quote that is the version sent last; a variant counts as its parent.
    """
    open_ones = (Quote.State.SENT, Quote.State.COUNTERED, Quote.State.ACCEPTED)
    lines = QuoteLine.objects.filter(
        version__quote__user__in=users,
        version__quote__state__in=open_ones,
        version__number=F("version__quote__latest"),
        product__isnull=False,
    )
    return lines.order_by("-version__quote_id", "key").values_list(
        "version__quote__user", Coalesce("product__parent", "product")
    )
