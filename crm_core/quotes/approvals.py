"""Discounts and margins beyond a colleague's limit: somebody else agrees before the version goes out.

The limits are those of orders that staff place (`DiscountLimit`): the highest discount off the list price,
and the lowest margin of a line. An approval holds for the lines as they are.
"""

from decimal import Decimal
from hashlib import sha256

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.approvals.kinds import KINDS, ApprovalKind, Description, Fact
from crm_core.approvals.models import Approval
from crm_core.approvals.services import ApprovalRequest, cancel, granted, request_approval
from crm_core.customers.access.fields import name_for
from crm_core.order_entry.discounts import limit_of
from crm_core.quotes.models import QuoteLine, QuoteVersion
from shop.formats import format_discount, format_money
from shop.user.models import User

KIND = "quote_discount"
HUNDRED = Decimal(100)


def fingerprint(version: Model) -> str:
    """Return the lines of a version as one word: what an answer is about."""
    if not isinstance(version, QuoteVersion):
        return ""
    lines = version.lines.order_by("key").values_list("product", "quantity", "price", "list_price")
    return sha256("\n".join(" ".join(map(str, line)) for line in lines).encode()).hexdigest()


def highest_discount(version: QuoteVersion) -> Decimal:
    """Return by how many per cent the cheapest line is below its list price."""
    return max((line.discount or Decimal(0) for line in version.lines.all()), default=Decimal(0))


def beyond_limits(version: QuoteVersion, *, by: User) -> list[str]:
    """Say what goes beyond what somebody may give on their own; empty for nothing."""
    limit, found = limit_of(by), []
    highest = highest_discount(version)
    if highest > limit.most:
        words = _("%(discount)s off the list price; you may give %(most)s.")
        found.append(words % {"discount": format_discount(highest), "most": format_discount(limit.most)})
    if limit.least_margin is not None:
        low = [line.title for line in version.lines.all() if _is_below(line, limit.least_margin)]
        if low:
            found.append(_("The margin is too small for %(titles)s.") % {"titles": ", ".join(low)})
    return found


def _is_below(line: QuoteLine, least: Decimal) -> bool:
    return line.margin is not None and line.margin < line.net * least / HUNDRED


def is_cleared(version: QuoteVersion, *, by: User) -> bool:
    """Say whether a version may go out: within the limits of who sends it, or approved as it is."""
    return not beyond_limits(version, by=by) or granted(KIND, version) is not None


def ask(version: QuoteVersion, *, by: User, reason: str) -> Approval:
    """Ask for a version as it is, once while it stays so. Raises NoApproverError."""
    closed = approvals_of(version).exclude(state=Approval.State.OPEN).count()
    return request_approval(
        ApprovalRequest(
            kind=KIND,
            about=version,
            customer=version.quote.customer,
            requested_by=by,
            reason=reason,
            source=f"quote:{version.pk}:{closed}:{fingerprint(version)[:32]}",
        )
    )


def approvals_of(version: QuoteVersion) -> QuerySet[Approval]:
    """List what was asked of a version."""
    return Approval.objects.filter(
        kind=KIND, about_type__app_label="quotes", about_type__model="quoteversion", about_id=version.pk
    )


def latest(version: QuoteVersion) -> Approval | None:
    """Return what was asked last of a version as it is now."""
    return approvals_of(version).filter(fingerprint=fingerprint(version)).order_by("-pk").first()


def call_off(version: QuoteVersion) -> None:
    """Withdraw what is still asked of a version that is not sent after all."""
    for approval in approvals_of(version).filter(state=Approval.State.OPEN):
        cancel(approval)


def describe(approval: Approval, reader: User | None) -> Description:
    """Tell the sums, the highest discount, and the customer for who sees their name."""
    versions = QuoteVersion.objects.select_related("quote__customer", "quote__owner")
    version = versions.filter(pk=approval.about_id or 0).first()
    if version is None:
        return Description(title=_("A quote that is gone"))
    quote = version.quote
    facts = [
        Fact(label=gettext_lazy("Total with tax"), value=format_money(version.gross, quote.currency)),
        Fact(label=gettext_lazy("Highest discount"), value=format_discount(highest_discount(version))),
        Fact(label=gettext_lazy("Owner"), value=str(quote.owner or "")),
    ]
    if reader is not None:
        url = reverse("customers:inspect", args=[quote.customer_id])
        name = name_for(reader, quote.customer)
        facts.append(Fact(label=gettext_lazy("Customer"), value=name, url=url, is_private=True))
    return Description(
        title=_("Quote %(number)s") % {"number": quote.number},
        facts=facts,
        url=reverse("quotes_office:inspect", args=[quote.pk]),
    )


KINDS.register(
    ApprovalKind(
        name=KIND,
        label=gettext_lazy("Discount in a quote"),
        describe=describe,
        fingerprint=fingerprint,
    )
)
