"""The page of a partner's own tier."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.accounts.pages import PartnerRequest, partner_view
from partners.tiers.company_permissions import VIEW_TIER
from partners.tiers.queries import benefits_by, benefits_of, standing_of
from partners.tiers.wording import benefit_rows


@require_safe
@partner_view(VIEW_TIER)
def my_tier(request: HttpRequest) -> HttpResponse:
    """Show which tier the partner has, how far the next one is, what each gives, and when it is reviewed."""
    account = cast("PartnerRequest", request).partner_access.account
    standing = standing_of(account)
    upper = standing.next_tier
    context = {
        "account": account,
        "standing": standing,
        "benefits": benefit_rows(benefits_of(account)),
        "next_benefits": benefit_rows(benefits_by(upper, account)) if upper else [],
        "history": account.tier_memberships.select_related("tier")[:10],
        "today": timezone.localdate(),
    }
    return render(request, "partners/tiers/mine.html", context)
