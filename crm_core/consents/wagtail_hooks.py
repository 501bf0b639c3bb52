"""Suppressed addresses in the back office, and the pages of a customer's consents."""

import django_filters
from django import forms
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from crm_core.consents.models import Suppression
from crm_core.consents.office import add_suppression, customer_consents, lift_suppression
from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.listing import BackOfficeViewSet, ListView
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.contact_data import normalised_email

VIEW = "consents.view_suppression"
register_permission_policy(Suppression, ReadOnlyPolicy(Suppression))


def lift_url(row: Suppression) -> str | None:
    """Return where a suppression is lifted; None where it was."""
    return None if row.lifted_at else reverse("suppression_lift", args=[row.pk])


class SuppressionFilterSet(WagtailFilterSet):
    """By reason, and whether it holds."""

    reason = django_filters.MultipleChoiceFilter(
        label=_("Reason"), choices=Suppression.Reason.choices, widget=forms.CheckboxSelectMultiple
    )
    is_lifted = django_filters.BooleanFilter(
        label=_("Lifted"),
        field_name="lifted_at",
        lookup_expr="isnull",
        exclude=True,
        widget=BooleanRadioSelect,
    )

    class Meta:
        model = Suppression
        fields: list[str] = []


class SuppressionListView(ListView):
    """The newest first; searching is by the whole address or a part of it."""

    default_ordering = "-added_at"
    list_name = "suppressions"
    is_searchable = True
    search_fields = ["subject__value"]

    def get_base_queryset(self) -> QuerySet[Suppression]:
        """Load the addresses with them."""
        return Suppression.objects.select_related("subject", "by", "lifted_by")

    def search_queryset(self, queryset: QuerySet[Suppression]) -> QuerySet[Suppression]:
        """Search addresses that are kept in plain; of erased ones only the hash is left."""
        if not self.is_searching:
            return queryset
        query = self.search_query.strip()
        return queryset.filter(subject__value__icontains=normalised_email(query) or query.lower())

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """Offer to suppress an address to who may."""
        buttons: list[HeaderButton] = list(super().header_buttons)
        if self.request.user.has_perm("consents.add_suppression"):
            url = reverse("suppression_add")
            buttons.append(HeaderButton(_("Suppress an address"), url=url, icon_name="plus"))
        return buttons


class SuppressionViewSet(BackOfficeViewSet):
    """The list at `/cms/suppressions/`."""

    model = Suppression
    name = "suppressions"
    url_prefix = "suppressions"
    icon = "mail"
    index_view_class = SuppressionListView
    list_display = [
        TitleColumn("subject", label=_("Address"), get_url=lift_url),
        Column("reason", label=_("Reason"), accessor="get_reason_display"),
        Column("note", label=_("Note")),
        DateColumn("added_at", label=_("Added"), sort_key="added_at"),
        Column("by", label=_("By")),
        DateColumn("lifted_at", label=_("Lifted")),
        Column("lift_note", label=_("Why lifted")),
    ]
    filterset_class = SuppressionFilterSet
    form_fields = ["note"]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the list alone; adding and lifting have pages of their own."""
        return [url for url in super().get_urlpatterns() if url.name in {"index", "index_results"}]


class SuppressionMenuItem(MenuItem):
    """Seen by those who may see suppressions."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user has the permission."""
        return request.user.has_perm(VIEW)


@hooks.register("register_admin_viewset")
def register_suppressions() -> SuppressionViewSet:
    """Mount the list."""
    return SuppressionViewSet()


@hooks.register("register_admin_urls")
def register_consent_urls() -> list[URLPattern]:
    """Mount the pages beside the list, and a customer's consents below the customer."""
    return [
        path("suppressions/add/", add_suppression, name="suppression_add"),
        path("suppressions/<int:pk>/lift/", lift_suppression, name="suppression_lift"),
        path("customers/<int:pk>/consents/", customer_consents, name="customer_consents"),
    ]


@hooks.register("register_admin_menu_item")
def register_suppression_item() -> MenuItem:
    """Add the list to the menu."""
    return SuppressionMenuItem(
        _("Suppressed addresses"),
        reverse_lazy("suppressions:index"),
        name="suppressions",
        icon_name="mail",
        order=56,
    )


@hooks.register("register_permissions")
def register_consent_permissions() -> QuerySet[Permission]:
    """Offer the permissions where groups are edited."""
    return Permission.objects.filter(
        content_type__app_label="consents", content_type__model__in=["consent", "suppression"]
    )


LISTS.register(RegisteredList(name="suppressions", permission=VIEW, url_name="suppressions:index"))
