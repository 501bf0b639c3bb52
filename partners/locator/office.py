"""Entries in the locator in the back office: what waits, what is published, the decision."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _, gettext_lazy
from django_filters import ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton

from partners.locator import services
from partners.locator.forms import RefuseForm
from partners.locator.models import PartnerListing
from partners.locator.panels import DECIDE
from shop.backoffice.columns import CountryColumn
from shop.backoffice.listing import ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.record import ActiveRecordView, submit_button
from shop.countries import Country, country_name
from shop.user.models import UserRequest

State = PartnerListing.State


def listed_countries(_request: object) -> QuerySet[Country]:
    """Return the countries in which there are entries."""
    return Country.objects.filter(pk__in=PartnerListing.objects.values("country")).order_by("printable_name")


def listings_seen() -> QuerySet[PartnerListing]:
    """List every version with what pages tell of it."""
    return PartnerListing.objects.select_related("account__company", "country", "created_by", "decided_by")


class PartnerListingFilterSet(WagtailFilterSet):
    """By state and country, by the names that the reader knows."""

    country = ModelChoiceFilter(queryset=listed_countries, label=gettext_lazy("Country"))

    class Meta:
        model = PartnerListing
        fields = ["state", "country"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.filters["country"].field.label_from_instance = country_name


class PartnerListingListView(ListView):
    """Every version of every entry, the latest first."""

    default_ordering = "-created_at"
    search_fields = ["account__company__name", "account__code", "place"]
    page_title = gettext_lazy("Locator entries")
    standard_views = (
        StandardView(label=gettext_lazy("To decide"), query="state=waiting"),
        StandardView(label=gettext_lazy("Published"), query="state=shown"),
    )

    def all_columns(self) -> list[BaseColumn]:
        """Whose, where, how far."""
        return [
            self.record_column("account", label=_("Partner"), accessor="account.company"),
            Column("place", label=_("City"), sort_key="place"),
            CountryColumn("country", label=_("Country"), accessor="country"),
            Column("state", label=_("Status"), accessor="get_state_display", sort_key="state"),
            DateColumn("created_at", label=_("Submitted"), sort_key="created_at"),
        ]

    def get_base_queryset(self) -> QuerySet[PartnerListing]:
        """Load partners and countries."""
        return listings_seen()


class PartnerListingPageView(ActiveRecordView):
    """A version: its words, and the decision on one that waits."""

    action_permission = DECIDE
    record_actions = ("approve", "refuse", "withdraw")

    def get_queryset(self) -> QuerySet[PartnerListing]:
        """Load what is told."""
        return listings_seen()

    def get_summary(self) -> list[object]:
        """Say how far it is and why."""
        return [part for part in (self.object.get_state_display(), self.object.reason) if part]

    def get_actions(self) -> list[HeaderButton]:
        """Approve one that waits, withdraw one that is published."""
        if not self.may_act():
            return []
        if self.object.state == State.WAITING:
            return [submit_button(_("Approve"), name="action", value="approve")]
        if self.object.state == State.SHOWN:
            return [submit_button(_("Withdraw"), name="action", value="withdraw")]
        return []

    def get_action_values(self) -> dict[str, str]:
        """Have the form of the buttons drawn."""
        return {"seen": self.object.state}

    def approve(self, request: UserRequest) -> HttpResponse:
        """Publish it."""
        try:
            services.approve(self.object, by=request.user)
        except services.ListingRefusedError:
            return self.reload_page(error=_("This version does not wait for a decision any more."))
        messages.success(request, _("The entry is published. The partner gets a mail."))
        return self.reload_page()

    def refuse(self, request: UserRequest) -> HttpResponse:
        """Reject it with a reason."""
        form = RefuseForm(request.POST)
        if not form.is_valid():
            return self.show_again(form=form)
        try:
            services.refuse(self.object, reason=form.cleaned_data["reason"], by=request.user)
        except services.ListingRefusedError:
            return self.reload_page(error=_("This version does not wait for a decision any more."))
        messages.success(request, _("The entry is rejected. The partner gets a mail."))
        return self.reload_page()

    def withdraw(self, request: UserRequest) -> HttpResponse:
        """Take the partner off the storefront."""
        services.withdraw_listing(self.object.account, by=request.user)
        messages.success(request, _("The entry is withdrawn."))
        return self.reload_page()
