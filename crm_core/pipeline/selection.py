"""What the list and the board of deals have in common."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_core.pipeline.access import VIEW
from crm_core.pipeline.filters import deals_matching
from crm_core.pipeline.models import Deal
from shop.backoffice.listing import ListTab, ListView
from shop.backoffice.lists.registry import LISTS, RegisteredList

STATE_TONES = {Deal.State.WON: "good", Deal.State.LOST: "bad"}
RELATED = ("customer", "contact", "owner", "pipeline", "stage__pipeline", "loss_reason", "lost_to")


def deal_url(deal: Deal) -> str:
    """Return where a deal's page is."""
    return reverse("deals:inspect", args=[deal.pk])


class DealSelection(ListView):
    """Search and tabs; rows are those of customers whom the user sees, by the kit."""

    is_searchable = True
    search_fields = ["title"]  # says to Wagtail that there is a search; `search_queryset` does it
    tabs = [
        ListTab(label=_("List"), url_name="deals:index"),
        ListTab(label=_("Board"), url_name="deals:board"),
    ]

    def get_base_queryset(self) -> QuerySet[Deal]:
        """Load what rows and cards show."""
        return Deal.objects.select_related(*RELATED)

    def search_queryset(self, queryset: QuerySet[Deal]) -> QuerySet[Deal]:
        """Search titles and customers."""
        if not self.is_searching:
            return queryset
        return deals_matching(self.search_query, self.request.user, among=queryset)


LISTS.register(RegisteredList(name="deals", permission=VIEW, url_name="deals:index"))
LISTS.register(RegisteredList(name="deals-board", permission=VIEW, url_name="deals:board"))
