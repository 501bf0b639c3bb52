"""Recommendation models in the back office: their measurements, which one pages show, what one sees."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn
from wagtail.admin.widgets.button import HeaderButton

from personalization.recommendations import services
from personalization.recommendations.models import RecommendationModel, RecommendationRow
from personalization.recommendations.preview import preview_for
from personalization.recommendations.tasks import train
from shop.backoffice.access import renders_forbidden
from shop.backoffice.listing import ListView
from shop.backoffice.panels import MAIN, Panel, panel_registry, table
from shop.backoffice.record import ActiveRecordView, submit_button
from shop.registry import Registry
from shop.transactions import after_commit
from shop.user.models import User, UserRequest

MANAGE = "recommendations.manage_recommendationmodel"
SEE = "recommendations.view_recommendationmodel"
State, Kind = RecommendationModel.State, RecommendationRow.Kind
PANELS: Registry[Panel[RecommendationModel]] = panel_registry("panel of a recommendation model")


def ndcg_of(kind: str) -> Column:
    """Return a column with how well one list ranks."""

    def value(model: RecommendationModel) -> str:
        found = model.metrics.get(kind)
        return number_format(found["ndcg"], 3) if found else "—"

    return Column(f"ndcg_{kind}", label=_("%(list)s, NDCG") % {"list": Kind(kind).label}, accessor=value)


class RecommendationListView(ListView):
    """Every training, the latest first."""

    default_ordering = "-started_at"
    is_searchable = False
    page_title = gettext_lazy("Recommendations")

    def all_columns(self) -> list[BaseColumn]:
        """When, how far, on how much, how good."""
        return [
            self.record_column("model", label=_("Model"), accessor=str),
            Column("state", label=_("Status"), accessor="get_state_display", sort_key="state"),
            DateColumn("started_at", label=_("Training began"), sort_key="started_at"),
            NumberColumn("lines", label=_("Order lines")),
            *(ndcg_of(kind) for kind in Kind.values),
        ]

    def get_base_queryset(self) -> QuerySet[RecommendationModel]:
        """List all of them."""
        return RecommendationModel.objects.all()

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        """Look at a customer's lists; train."""
        found = [HeaderButton(_("Preview"), url=reverse("recommendation_preview"), icon_name="view")]
        if self.request.user.has_perm(MANAGE):
            found.append(HeaderButton(_("Train now"), url=reverse("recommendation_train"), icon_name="cogs"))
        return [*super().header_buttons, *found]


class RecommendationPageView(ActiveRecordView):
    """A model: its measurements beside plain counts and the live model, and whether pages show it."""

    action_permission = MANAGE
    record_actions = ("promote", "roll_back")

    def get_summary(self) -> list[object]:
        """Say how far it is, and what went wrong."""
        return [part for part in (self.object.get_state_display(), self.object.note) if part]

    def get_actions(self) -> list[HeaderButton]:
        """Put a trained model live; take the live one back."""
        if not self.may_act():
            return []
        if self.object.state == State.LIVE and services.retired_with_rows().exists():
            return [submit_button(_("Roll back to the model before"), name="action", value="roll_back")]
        if self.object.state in {State.CANDIDATE, State.RETIRED} and self.object.rows.exists():
            return [submit_button(_("Put live"), name="action", value="promote")]
        return []

    def get_action_values(self) -> dict[str, str]:
        """Have the form of the buttons drawn."""
        return {"seen": self.object.state}

    def promote(self, request: UserRequest) -> HttpResponse:
        """Have pages show it."""
        try:
            services.promote(self.object, now=timezone.now())
        except services.NotPromotableError:
            return self.reload_page(
                error=_("This model cannot be put live: it is live, or its rows are gone.")
            )
        messages.success(request, _("Pages show this model now."))
        return self.reload_page()

    def roll_back(self, request: UserRequest) -> HttpResponse:
        """Have pages show the model before, if this one is still live."""
        self.object.refresh_from_db()
        if self.object.state != State.LIVE:
            return self.reload_page(error=_("This model is not live any more."))
        try:
            before = services.roll_back(now=timezone.now())
        except services.NotPromotableError:
            return self.reload_page(error=_("There is no earlier model whose rows are kept."))
        messages.success(request, _("Pages show model %(model)s again.") % {"model": before})
        return self.reload_page()


def measured(model: RecommendationModel, _user: User) -> dict[str, object] | None:
    """Tell each list's measurements on what was bought in the 28 days before, beside the live model's."""
    live = RecommendationModel.objects.filter(state=State.LIVE).first()
    rows = [
        _measured_row(kind, found, live.metrics.get(kind) if live else None)
        for kind in Kind.values
        if (found := model.metrics.get(kind))
    ]
    columns = [
        Column("list", label=_("List")),
        Column("by", label=_("Ranked by")),
        Column("cases", label=_("Cases")),
        Column("recall", label=_("Recall")),
        Column("ndcg", label=_("NDCG")),
        Column("plain", label=_("Plain counts")),
        Column("live", label=_("Live model")),
        Column("coverage", label=_("Coverage")),
    ]
    return table(columns, rows) if rows else None


def _measured_row(kind: str, found: dict[str, float], live: dict[str, float] | None) -> dict[str, str]:
    return {
        "list": str(Kind(kind).label),
        "by": _("learned ranker") if found["is_learned"] else _("plain counts"),
        "cases": number_format(found["cases"]),
        "recall": number_format(found["recall"], 3),
        "ndcg": number_format(found["ndcg"], 3),
        "plain": number_format(found["plain_ndcg"], 3),
        "live": number_format(live["ndcg"], 3) if live else "—",
        "coverage": number_format(100 * found["coverage"], 1) + " %",
    }


PANELS.register(Panel(name="measured", title=gettext_lazy("Measured"), context=measured, order=10, area=MAIN))


@renders_forbidden
@require_http_methods(["GET", "HEAD", "POST"])
def train_now(request: UserRequest) -> HttpResponse:
    """Ask whether to train, then have a worker do it; one that runs already goes on alone."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    if request.method == "POST":
        after_commit(train.delay, request.user.pk)
        messages.success(request, _("A worker trains a new model; it takes a few minutes."))
        return redirect("recommendation_models:index")
    running = RecommendationModel.objects.filter(state=State.TRAINING).first()
    context = {"running": running, **_head(_("Train now"), icon="cogs")}
    return render(request, "recommendations/train.html", context)


def _head(title: str, *, icon: str) -> dict[str, object]:
    """Return the head of a page below the list."""
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("recommendation_models:index"), "label": _("Recommendations")},
        {"url": "", "label": title},
    ]
    return {"header_title": title, "page_title": title, "header_icon": icon, "breadcrumbs_items": crumbs}


class PreviewForm(forms.Form):
    """Whose lists to show, and of which model."""

    email = forms.EmailField(label=gettext_lazy("E-mail of the account"))
    model = forms.ModelChoiceField(
        services.with_rows(),
        required=False,
        empty_label=gettext_lazy("The live model"),
        label=gettext_lazy("Model"),
    )


@renders_forbidden
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """Show what an account would be recommended and why, with prices and visibility as theirs."""
    if not request.user.has_perms([SEE, "customers.view_customer"]):
        raise PermissionDenied
    form = PreviewForm(request.GET if "email" in request.GET else None)
    lists: Sequence[object] = ()
    account = None
    if form.is_bound and form.is_valid():
        account = User.objects.filter(email__iexact=form.cleaned_data["email"], is_active=True).first()
        if account is None:
            form.add_error("email", _("There is no account with this address."))
        else:
            lists = preview_for(account, model=form.cleaned_data["model"])
    context = {"form": form, "lists": lists, "account": account, **_head(_("Preview"), icon="view")}
    return render(request, "recommendations/preview.html", context, status=422 if form.errors else 200)
