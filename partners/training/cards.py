"""The card of training on the portal's home, and the step of the first certificate."""

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.accounts.access import PartnerAccess
from partners.accounts.checklist import CHECKLIST, ChecklistItem
from partners.accounts.home import HOME_CARDS, CardFigure, CardReading, HomeCard
from partners.training.models import Certificate, Course
from partners.training.queries import SOON
from shop.time_zones import shop_day


def training_card(access: PartnerAccess) -> CardReading | None:
    """Tell how many certificates one holds, how many of them end soon; nothing while there is no course."""
    today = shop_day()
    mine = Q(certificates__user=access.user_id, certificates__account=access.account)
    good = mine & Q(certificates__revoked_at=None, certificates__expires_on__gte=today)
    endless = mine & Q(certificates__revoked_at=None, certificates__expires_on=None)
    endless &= Q(certificates__isnull=False)
    soon = good & Q(certificates__expires_on__lte=today + SOON)
    rows = (
        Course.objects.filter(is_published=True)
        .order_by()
        .annotate(
            held=Count("certificates", filter=good | endless), ending=Count("certificates", filter=soon)
        )
    )
    found = list(rows.values_list("held", "ending"))
    if not found:
        return None
    ending = sum(1 for held, ending in found if held and held == ending)
    held = sum(1 for held, _ending in found if held)
    figures = [CardFigure(value=f"{held} / {len(found)}", label=_("courses with your certificate"))]
    if ending:
        figures.append(CardFigure(value=str(ending), label=_("expire within 30 days"), tone="todo"))
    return CardReading(figures=figures, url=reverse("partner_training:index"))


def first_certificate() -> Combinable:
    """When somebody of an account first passed a course."""
    rows = Certificate.objects.filter(account=OuterRef("pk")).order_by().values("account")
    return Subquery(rows.annotate(first=Min("issued_at")).values("first"))


def has_courses() -> bool:
    """Tell whether there is anything to learn."""
    return Course.objects.filter(is_published=True).exists()


HOME_CARDS.register(HomeCard(name="training", title=_("Training"), read=training_card, order=45))
CHECKLIST.register(
    ChecklistItem(
        name="first_certificate",
        label=_("Pass a first course"),
        done_at=first_certificate,
        url_name="partner_training:index",
        is_used=has_courses,
        order=60,
    )
)
