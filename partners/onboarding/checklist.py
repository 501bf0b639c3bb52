"""The first steps that end with the first order."""

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _

from partners.accounts.checklist import CHECKLIST, ChecklistItem
from partners.commissions.models import Commission
from partners.onboarding.agreements import ACCEPT
from partners.onboarding.models import AgreementAcceptance, AgreementVersion, PartnerProfile
from partners.onboarding.profiles import MANAGE_PROFILE
from partners.referrals.models import ReferralClicks
from shop.b2b.models import CompanyInvitation
from shop.order.models import Order


def _first(rows: QuerySet, by: str, moment: str) -> Subquery:
    """Return the earliest moment of rows that belong to the account."""
    return Subquery(rows.order_by().values(by).annotate(first=Min(moment)).values("first")[:1])


def agreement_accepted() -> Combinable:
    """Read when the account accepted the version that counts now."""
    current = AgreementVersion.objects.exclude(published_at=None).order_by("-number").values("pk")[:1]
    mine = AgreementAcceptance.objects.filter(account=OuterRef("pk"), version__in=Subquery(current))
    return Subquery(mine.values("accepted_at")[:1])


def profile_completed() -> Combinable:
    """Read when the profile was complete."""
    return Subquery(PartnerProfile.objects.filter(account=OuterRef("pk")).values("completed_at")[:1])


def colleague_invited() -> Combinable:
    """Read when the company first invited somebody."""
    return _first(CompanyInvitation.objects.filter(company=OuterRef("company")), "company", "sent_at")


def link_followed() -> Combinable:
    """Read when somebody first followed one of the account's links: then it was shared."""
    return _first(ReferralClicks.objects.filter(account=OuterRef("pk")), "account", "date")


def first_order() -> Combinable:
    """Read when the company first bought, or a customer of theirs did."""
    own = _first(Order.objects.filter(company=OuterRef("company")), "company", "date_placed")
    sent = _first(Commission.objects.filter(account=OuterRef("pk")), "account", "order__date_placed")
    return Coalesce(Least(own, sent), own, sent)  # SQLite's smaller of a date and nothing is nothing


for _item in (
    ChecklistItem(
        name="agreement",
        label=_("Accept the partner agreement"),
        done_at=agreement_accepted,
        url_name="partners:agreement",
        permissions=(ACCEPT,),
        is_used=lambda: AgreementVersion.objects.exclude(published_at=None).exists(),
        order=10,
    ),
    ChecklistItem(
        name="profile",
        label=_("Complete your profile"),
        done_at=profile_completed,
        url_name="partners:profile",
        permissions=(MANAGE_PROFILE,),
        order=20,
    ),
    ChecklistItem(
        name="colleague",
        label=_("Invite a colleague"),
        done_at=colleague_invited,
        url_name="company:people",
        permissions=("members.manage",),
        order=30,
    ),
    ChecklistItem(
        name="link",
        label=_("Share your first link"),
        done_at=link_followed,
        url_name="partners:links",
        order=40,
    ),
    ChecklistItem(
        name="order",
        label=_("First order, yours or of a customer of yours"),
        done_at=first_order,
        order=90,
    ),
):
    CHECKLIST.register(_item)
