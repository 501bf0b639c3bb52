"""Promotions in the back office: the list, the form, the sentence beside it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn
from wagtail.admin.views.generic import CreateView

from shop.backoffice.access import renders_forbidden
from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.listing import ListTab, ListView, MergingEditView
from shop.backoffice.picker import LONGEST_KEY
from shop.offer.sentences import describe, describe_offer
from shop.offer.terms import terms_of
from shop.promotions.filters import matching
from shop.promotions.forms import PromotionForm
from shop.promotions.models import Promotion
from shop.promotions.plain_terms import says_all
from shop.promotions.queries import ALL_STATES, promotions_with_offers, state_name

SEES_MONEY = "order.view_order"
ADD, CHANGE = "promotions.add_promotion", "promotions.change_promotion"
TABS = [
    ListTab(label=gettext_lazy("Promotions"), url_name="promotions:index"),
    ListTab(label=gettext_lazy("Publishing calendar"), url_name="publishing_calendar"),
    ListTab(label=gettext_lazy("Simulator"), url_name="promotion_simulator"),
]


class StateColumn(Column):
    """What it is doing now, in words and tone."""

    cell_template_name = "backoffice/reviews/status_cell.html"

    def get_value(self, instance: Any) -> dict[str, object]:
        """Look the words up."""
        words, tone = ALL_STATES[instance.state_now]
        return {"words": words, "tone": tone}


class PromotionListView(ListView):
    """Every promotion, the latest first; what they cost for those who may see orders."""

    is_searchable = True
    search_fields = ["template"]  # says to Wagtail that there is a search; `search_queryset` does it
    default_ordering = "-made_at"
    export_permission = "promotions.view_promotion"
    optional_columns = frozenset({"made_at"})
    page_title = gettext_lazy("Promotions")
    add_item_label = gettext_lazy("Create a promotion")
    tabs = TABS

    def all_columns(self) -> list[BaseColumn]:
        """Name, what it gives, how it goes and what it brought."""
        columns: list[BaseColumn] = [
            self.record_column("name", label=_("Promotion"), accessor="offer.name"),
            Column("gives", label=_("Discount")),
            StateColumn("state_now", label=_("Status")),
            NumberColumn("orders", label=_("Orders"), accessor="offer.num_orders"),
        ]
        if self.request.user.has_perm(SEES_MONEY):
            columns.append(
                MoneyColumn("total_discount", label=_("Discount given"), accessor="offer.total_discount")
            )
        return [
            *columns,
            DayColumn("starts", label=_("Starts"), accessor="offer.start_datetime"),
            DayColumn("ends", label=_("Ends"), accessor="offer.end_datetime"),
            DayColumn("made_at", label=_("Created on"), sort_key="made_at"),
        ]

    @cached_property
    def list_export(self) -> list[str]:
        """Export what the list shows."""
        money = ["offer.total_discount"] if self.request.user.has_perm(SEES_MONEY) else []
        return [
            "offer.name",
            "gives",
            "state_words",
            "offer.num_orders",
            *money,
            "offer.start_datetime",
            "offer.end_datetime",
        ]

    def get_heading(self, queryset: object, field: str) -> str:
        """Head the columns as the list does."""
        own = {
            "offer.name": _("Promotion"),
            "gives": _("Discount"),
            "state_words": _("Status"),
            "offer.num_orders": _("Orders"),
            "offer.total_discount": _("Discount given"),
            "offer.start_datetime": _("Starts"),
            "offer.end_datetime": _("Ends"),
        }
        return own.get(field) or str(super().get_heading(queryset, field))

    def get_base_queryset(self) -> QuerySet[Promotion]:
        """Load what the sentences tell."""
        return promotions_with_offers()

    def complete(self, rows: Sequence[Any]) -> Sequence[object]:
        """Say of each what it gives and what it is doing."""
        now = timezone.now()
        for row in rows:
            row.gives = describe(terms_of(row.offer))
            row.state_now = state_name(row, now)
            row.state_words = str(ALL_STATES[row.state_now][0])
        return rows

    def get_delete_url(self, instance: Promotion) -> None:
        """Lead to no deletion: there is none, whoever asks."""

    def order_queryset(self, queryset: QuerySet[Promotion]) -> QuerySet[Promotion]:
        """Sort as asked; equals by number of the row."""
        return queryset.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")

    def search_queryset(self, queryset: QuerySet[Promotion]) -> QuerySet[Promotion]:
        """Search names in every language, and whole codes."""
        return matching(self.search_query.strip(), among=queryset) if self.is_searching else queryset


class PromotionFormMixin:
    """The page of a promotion's form, with the sentence that tells what it does."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Give the page its first sentence, and where the next ones come from."""
        context: dict[str, object] = super().get_context_data(**kwargs)  # type: ignore[misc]
        form: Any = context["form"]
        pk = getattr(getattr(self, "object", None), "pk", None)
        url = reverse("promotion_sentence")
        return {
            **context,
            "sentence": form.typed_sentence() if form.is_bound else sentence_of(form.instance),
            "sentence_url": f"{url}?pk={pk}" if pk else url,
            "rules": form.rules,
        }


def sentence_of(promotion: Promotion) -> str:
    """Say what a promotion that is saved does; nothing for a new one."""
    if not promotion.pk:
        return ""
    code = promotion.code
    return describe_offer(promotion.offer, codes=[code.code] if code else [])


class PromotionCreateView(PromotionFormMixin, CreateView):
    """A new promotion on one page; it is a draft until it is launched."""

    view_name = "create"
    inspect_url_name = ""
    page_subtitle = gettext_lazy("Promotion")
    submit_button_label = gettext_lazy("Save as a draft")
    success_message = gettext_lazy("“%(object)s” was saved as a draft. Launch it when it is ready.")

    def get_success_url(self) -> str:
        """Lead to the page of what was made."""
        return reverse(self.inspect_url_name, args=[getattr(self.object, "pk", None)])

    def get_success_buttons(self) -> list[object]:
        """Offer none: the page has them."""
        return []

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save it; where somebody else took its name or code meanwhile, say so."""
        try:
            with transaction.atomic():
                response: HttpResponse = super().form_valid(form)
        except IntegrityError:
            again = self.get_form()
            if again.is_valid():
                raise
            response = self.form_invalid(again)
        return response


class PromotionEditView(PromotionFormMixin, MergingEditView):
    """The form of a promotion; other terms than those approved need a new launch."""

    success_message = gettext_lazy("“%(object)s” was saved.")
    inspect_url_name = ""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Lead on to the detailed form what this one cannot say."""
        held = promotions_with_offers().filter(pk=self.kwargs["pk"]).first()
        if held is not None and request.user.has_perm(CHANGE) and not says_all(held.offer, held.template):
            return redirect("offers:edit", held.offer_id)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_success_url(self) -> str:
        """Lead to the promotion's page."""
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def get_success_buttons(self) -> list[object]:
        """Offer none: the page has them."""
        return []


@renders_forbidden
@require_POST
def promotion_sentence(request: HttpRequest) -> HttpResponse:
    """Say what a form does that somebody is still writing; it saves nothing."""
    user = request.user
    if not (user.has_perm(ADD) or user.has_perm(CHANGE)):
        raise PermissionDenied
    key = request.GET.get("pk", "")
    is_key = key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY
    held = Promotion.objects.filter(pk=key).first() if is_key and user.has_perm(CHANGE) else None
    form = PromotionForm(request.POST, instance=held or Promotion(), for_user=user)
    text = form.typed_sentence() or _("Fill in the discount to read here what it does.")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
