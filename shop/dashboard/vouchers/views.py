"""Codes in the back office: the list, the page of one, its form."""

from collections.abc import Sequence
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _, gettext_lazy, pgettext
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn
from wagtail.admin.widgets.button import HeaderButton

from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.listing import KeepingDeleteView, ListTab, ListView, MergingEditView
from shop.backoffice.record import RecordFigure, RecordView
from shop.configuration.queries import shop_currency
from shop.dashboard.offers.deleting import log_deletion, refused_deletion
from shop.dashboard.offers.views import SEES_MONEY, KindCreateView, OfferFormMixin, StateColumn
from shop.dashboard.vouchers.forms import USAGES
from shop.formats import format_money
from shop.offer.availability import STATES
from shop.offer.sentences import describe, describe_offer
from shop.offer.terms import terms_of
from shop.voucher.availability import uses_left, with_state
from shop.voucher.models import Voucher

TABS = [
    ListTab(label=gettext_lazy("Single codes"), url_name="vouchers:index"),
    ListTab(label=gettext_lazy("Code sets"), url_name="voucher_sets:index"),
]


def gives_of(voucher: Voucher) -> str:
    """Say what a code gives, by the offers that were loaded with it."""
    return " + ".join(describe(terms_of(offer)) for offer in voucher.offers.all())


class VoucherListView(ListView):
    """Single codes, the newest first; those of a set too where one asks for the set or searches."""

    is_searchable = True
    search_fields = ["code"]  # says to Wagtail that there is a search; `search_queryset` does it
    default_ordering = "-date_created"
    bulk_permission = "voucher.change_voucher"
    export_permission = "voucher.view_voucher"
    optional_columns = frozenset({"name", "num_basket_additions", "voucher_set", "date_created"})
    page_title = gettext_lazy("Discount codes")
    add_item_label = gettext_lazy("Create a code")
    tabs = TABS

    def all_columns(self) -> list[BaseColumn]:
        """The code, what it gives, how it goes and what it brought."""
        columns: list[BaseColumn] = [
            self.record_column("code", label=pgettext("of a discount", "Code"), sort_key="code"),
            Column("name", label=_("Name"), sort_key="name"),
            Column("gives", label=_("Discount")),
            StateColumn("state", label=_("Status")),
            NumberColumn("num_orders", label=_("Used"), sort_key="num_orders"),
            Column("left", label=_("Left"), classname="numeric num"),
            Column("usage_words", label=_("Usage")),
        ]
        if self.request.user.has_perm(SEES_MONEY):
            columns.append(
                MoneyColumn("total_discount", label=_("Discount given"), sort_key="total_discount")
            )
        return [
            *columns,
            NumberColumn("num_basket_additions", label=_("In baskets")),
            Column("voucher_set", label=_("Code set")),
            DayColumn("start_datetime", label=_("Starts"), sort_key="start_datetime"),
            DayColumn("end_datetime", label=_("Ends"), sort_key="end_datetime"),
            DateColumn("date_created", label=_("Created on"), sort_key="date_created"),
        ]

    @cached_property
    def list_export(self) -> list[str]:
        """Export what the list shows."""
        money = ["total_discount"] if self.request.user.has_perm(SEES_MONEY) else []
        names = ["code", "name", "gives", "state_words", "num_orders", "left", "usage_words", *money]
        return [*names, "voucher_set", "start_datetime", "end_datetime"]

    def get_heading(self, queryset: object, field: str) -> str:
        """Head the columns as the list does."""
        own = {
            "gives": _("Discount"),
            "state_words": _("Status"),
            "num_orders": _("Used"),
            "left": _("Left"),
            "usage_words": _("Usage"),
            "voucher_set": _("Code set"),
        }
        return own.get(field) or str(super().get_heading(queryset, field))

    def get_base_queryset(self) -> QuerySet[Voucher]:
        """Leave the many codes of sets to who asks for them; load what the columns tell."""
        found = with_state(Voucher.objects.all(), timezone.now()).select_related("voucher_set")
        found = found.prefetch_related("offers__benefit__range", "offers__condition__range")
        if self.is_searching or self.request.GET.get("voucher_set"):
            return found
        return found.filter(voucher_set=None)

    def complete(self, rows: Sequence[Any]) -> Sequence[object]:
        """Say of each what it gives, how often it can still be used, and what it is doing."""
        usages = dict(USAGES)
        for voucher in rows:
            left = uses_left(voucher)
            voucher.gives = gives_of(voucher)
            voucher.left = _("no limit") if left is None else intcomma(left)
            voucher.usage_words = str(usages[voucher.usage])
            voucher.state_words = str(STATES[voucher.state][0])
        return rows

    def order_queryset(self, queryset: QuerySet[Voucher]) -> QuerySet[Voucher]:
        """Sort as asked; equals by number of the row."""
        return queryset.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")

    def search_queryset(self, queryset: QuerySet[Voucher]) -> QuerySet[Voucher]:
        """Search codes, and names in every language."""
        if not self.is_searching:
            return queryset
        text = self.search_query.strip()
        wanted = Q(code__icontains=text)
        for language in ("en", "zh_hans", "zh_hant"):
            wanted |= Q(**{f"name_{language}__icontains": text})
        return queryset.filter(wanted)


class VoucherFormMixin(OfferFormMixin):
    """The page of a code's form."""

    sentence_url_name = "voucher_sentence"


class VoucherCreateView(VoucherFormMixin, KindCreateView):
    """A new code with what it gives, on one page."""

    page_subtitle = gettext_lazy("Discount code")
    submit_button_label = gettext_lazy("Create code")
    success_message = gettext_lazy("The code was created.")


class VoucherEditView(VoucherFormMixin, MergingEditView):
    """The form of a code; one of a set is changed with its set."""

    success_message = gettext_lazy("The code was saved.")

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Lead on to the set."""
        response = self._of_set()
        return response or super().dispatch(request, *args, **kwargs)

    def _of_set(self) -> HttpResponse | None:
        found = Voucher.objects.filter(pk=self.kwargs["pk"]).exclude(voucher_set=None)
        set_id = found.values_list("voucher_set", flat=True).first()
        if set_id is None or not self.user_has_permission("change"):
            return None
        return redirect("voucher_sets:edit", set_id)

    def get_success_url(self) -> str:
        """Lead to the code's page."""
        return reverse("vouchers:inspect", args=[self.object.pk])

    def get_success_buttons(self) -> list[object]:
        """Offer none: the page has them."""
        return []


class VoucherDeleteView(KeepingDeleteView):
    """Deletes a code that no order has used."""

    success_message = gettext_lazy("“%(object)s” was deleted.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Refuse, with the reason, what orders used."""
        problem = ""
        if self.object.applications.exists():
            problem = _("Orders have used “%(object)s”. End it instead of deleting it.")
        return refused_deletion(self.request, self.object.code, problem) or super().form_valid(form)

    def delete_action(self) -> None:
        """Delete it, and count the set's codes."""
        row = self.object.voucher_set
        log_deletion(self.object, self.request.user)
        self.object.delete()
        if row is not None:
            row.update_count()


class VoucherPageView(RecordView[Voucher]):
    """One code: what it does, who used it."""

    def get_queryset(self) -> QuerySet[Voucher]:
        """Load its state and its set."""
        return with_state(Voucher.objects.all(), timezone.now()).select_related("voucher_set")

    def get_title(self) -> str:
        """Call it by its code."""
        return str(self.object.code)

    def get_summary(self) -> list[str]:
        """Say whether it can be used now, and what it does."""
        voucher: Any = self.object
        usage = dict(USAGES)[voucher.usage]
        offers = voucher.offers.select_related("benefit__range", "condition__range")
        told = [describe_offer(offer, codes=[voucher.code], usage=usage) for offer in offers]
        return [str(STATES[voucher.state][0]), *told]

    def get_figures(self) -> list[RecordFigure]:
        """Tell how often it was used and can be used."""
        voucher, left = self.object, uses_left(self.object)
        sees_orders = self.request.user.has_perm(SEES_MONEY)
        orders_url = f"{reverse('dashboard:order-list')}?{urlencode({'voucher': voucher.code})}"
        figures = [
            RecordFigure(
                label=_("Orders"), value=intcomma(voucher.num_orders), url=orders_url if sees_orders else ""
            ),
            RecordFigure(label=_("Left"), value=_("no limit") if left is None else intcomma(left)),
            RecordFigure(label=_("In baskets"), value=intcomma(voucher.num_basket_additions)),
        ]
        if sees_orders:
            given = format_money(voucher.total_discount, shop_currency())
            figures.append(RecordFigure(label=_("Discount given"), value=given))
        return figures

    def get_actions(self) -> list[HeaderButton]:
        """Edit the code, or the set that it is of."""
        return list(super().get_actions())
