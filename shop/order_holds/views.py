"""The queue of held orders, the release of a hold, and which signals hold orders."""

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn

from shop.backoffice.access import READS, require_permissions
from shop.backoffice.edits.forms import merging_form
from shop.backoffice.edits.views import CONFLICT, locked, report_merge
from shop.backoffice.listing import ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.row_limits import ROW_LIMITS, Somebody, limited
from shop.order.exceptions import MoveForbiddenError
from shop.order.models import Order
from shop.order_holds.forms import HoldSettingsForm, ReleaseForm
from shop.order_holds.models import HoldKind, HoldSettings, OrderHold
from shop.order_holds.services import RELEASE, release_hold

SEE, CHANGE_SETTINGS = "order_holds.view_orderhold", "order_holds.change_holdsettings"
UNPROCESSABLE = 422


def holds_visible_to(user: Somebody) -> QuerySet[OrderHold]:
    """List the holds of the orders that somebody may see."""
    if Order._meta.label_lower not in ROW_LIMITS:
        return OrderHold.objects.all()
    return OrderHold.objects.filter(order__in=limited(user, Order.objects.all()).values("pk"))


class HoldFilterSet(WagtailFilterSet):
    """Still held or released, and what it is about."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        choices=[("open", gettext_lazy("held")), ("released", gettext_lazy("released"))],
        method="filter_state",
        widget=forms.RadioSelect,
    )
    kind = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Kind"), choices=HoldKind.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = OrderHold
        fields: list[str] = []

    def filter_state(self, holds: QuerySet[OrderHold], _name: str, value: str) -> QuerySet[OrderHold]:
        """Keep what is held, or what is not any more."""
        return holds.filter(released_at__isnull=value == "open")


class HoldListView(ListView):
    """Orders that wait for somebody's word, those held longest first."""

    page_title = gettext_lazy("Held orders")
    list_name = "order-holds"
    filterset_class = HoldFilterSet
    default_ordering = "created_at"
    is_searchable = False
    standard_views = (
        StandardView(label=gettext_lazy("Held now"), query="state=open"),
        StandardView(label=gettext_lazy("Released"), query="state=released"),
    )

    def get_base_queryset(self) -> QuerySet[OrderHold]:
        """Load what rows show, of the orders that this user may see."""
        return holds_visible_to(self.request.user).select_related("order", "by", "released_by")

    def all_columns(self) -> list[BaseColumn]:
        """Show which order, why, since when, and how it ended."""
        return [
            TitleColumn("order", label=_("Order"), accessor="order.number", get_url=release_url),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("reason", label=_("Reason")),
            Column("by", label=_("Held by"), accessor=lambda hold: hold.by or _("automatic")),
            DateColumn("created_at", label=_("Held since"), sort_key="created_at"),
            DateColumn("released_at", label=_("Released")),
            Column("release_note", label=_("Note on the release")),
        ]

    def order_queryset(self, queryset: QuerySet[OrderHold]) -> QuerySet[OrderHold]:
        """Sort as asked; equals by number of the row."""
        return queryset.order_by(self.ordering, "pk")


def release_url(hold: OrderHold) -> str:
    """Return where a hold is read and released."""
    return reverse("order-holds:release", args=[hold.pk])


def _page(
    request: HttpRequest, template: str, title: str, *, status: int = 200, **context: object
) -> HttpResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("order-holds:index"), "label": _("Held orders")},
        {"url": "", "label": title},
    ]
    heading = {"header_title": title, "page_title": title, "header_icon": "lock", "breadcrumbs_items": crumbs}
    return render(request, f"order_holds/{template}.html", {**heading, **context}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one hold; a POST releases it with a note."""
    rows = holds_visible_to(request.user).select_related("order", "by", "released_by")
    hold = get_object_or_404(rows, pk=pk)
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            release_hold(hold, note=form.cleaned_data["note"], by=request.user)
        except MoveForbiddenError as error:
            raise PermissionDenied from error
        messages.success(request, _("Order %(number)s can go on.") % {"number": hold.order.number})
        return redirect("order-holds:index")
    title = _("Hold of order %(number)s") % {"number": hold.order.number}
    status = UNPROCESSABLE if form.is_bound else 200
    may_release = request.user.has_perm(RELEASE) and hold.released_at is None
    return _page(request, "release", title, status=status, hold=hold, form=form, may_release=may_release)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Change which signals hold orders."""
    with locked(HoldSettings.load()) as held:
        form = merging_form(HoldSettingsForm)(request.POST or None, instance=held)
        is_kept = request.method == "POST" and form.is_valid()
        if is_kept:
            form.save()
    if is_kept:
        report_merge(request, form)
        messages.success(request, _("The settings are saved."))
        return redirect("order-holds:settings")
    status = 200 if not form.is_bound else CONFLICT if form.conflicts else UNPROCESSABLE
    return _page(request, "settings", _("Signals of held orders"), status=status, form=form)


_reading, _sending = require_permissions(release, [SEE]), require_permissions(release, [SEE, RELEASE])


def release_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Let in who may see holds; one is released by who may."""
    return (_reading if request.method in READS else _sending)(request, pk=pk)


settings_view = require_permissions(settings, [CHANGE_SETTINGS])
