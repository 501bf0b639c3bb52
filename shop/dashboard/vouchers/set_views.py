"""Sets of codes in the back office: the list, the page of one, its form."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, DateColumn, NumberColumn
from wagtail.admin.widgets.button import HeaderButton

from shop.backoffice.columns import DayColumn
from shop.backoffice.listing import KeepingDeleteView, ListView, MergingEditView
from shop.backoffice.record import RecordFigure, RecordView
from shop.configuration.queries import shop_currency
from shop.dashboard.offers.deleting import log_deletion, refused_deletion
from shop.dashboard.offers.views import SEES_MONEY, KindCreateView, OfferFormMixin
from shop.dashboard.vouchers.views import TABS
from shop.formats import format_money
from shop.money import MoneySum
from shop.offer.sentences import describe_offer
from shop.voucher.models import Voucher, VoucherApplication, VoucherSet


class VoucherSetListView(ListView):
    """Every set, the newest first."""

    is_searchable = True
    search_fields = ["name"]
    default_ordering = "-date_created"
    export_permission = "voucher.view_voucherset"
    list_export = ["name", "count", "used", "start_datetime", "end_datetime", "description"]
    page_title = gettext_lazy("Code sets")
    add_item_label = gettext_lazy("Create a code set")
    tabs = TABS

    def all_columns(self) -> list[BaseColumn]:
        """Name, how many codes, how many orders used one, and when they hold."""
        return [
            self.record_column("name", label=_("Code set"), sort_key="name"),
            NumberColumn("count", label=_("Codes"), sort_key="count"),
            NumberColumn("used", label=_("Orders")),
            DayColumn("start_datetime", label=_("Starts"), sort_key="start_datetime"),
            DayColumn("end_datetime", label=_("Ends"), sort_key="end_datetime"),
            DateColumn("date_created", label=_("Created on"), sort_key="date_created"),
        ]

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """Let users choose among them."""
        return super().columns

    def get_heading(self, queryset: object, field: str) -> str:
        """Head the columns as the list does."""
        own = {"name": _("Code set"), "count": _("Codes"), "used": _("Orders")}
        return own.get(field) or str(super().get_heading(queryset, field))

    def get_base_queryset(self) -> QuerySet[VoucherSet]:
        """Add up the orders with the sets."""
        own = Voucher.objects.filter(voucher_set=OuterRef("pk")).order_by().values("voucher_set")
        used = Subquery(own.annotate(sum=Sum("num_orders")).values("sum"), output_field=IntegerField())
        return VoucherSet.objects.annotate(used=Coalesce(used, 0))

    def search_queryset(self, queryset: QuerySet[VoucherSet]) -> QuerySet[VoucherSet]:
        """Search names, and the codes in them."""
        if not self.is_searching:
            return queryset
        text = self.search_query.strip()
        owners = Voucher.objects.filter(code__iexact=text).values("voucher_set")
        return queryset.filter(name__icontains=text) | queryset.filter(pk__in=owners)

    def order_queryset(self, queryset: QuerySet[VoucherSet]) -> QuerySet[VoucherSet]:
        """Sort as asked; equals by number of the row."""
        return queryset.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")


class VoucherSetFormMixin(OfferFormMixin):
    """The page of a set's form."""

    sentence_url_name = "voucher_set_sentence"


class VoucherSetCreateView(VoucherSetFormMixin, KindCreateView):
    """A new set with what its codes give, on one page."""

    page_subtitle = gettext_lazy("Code set")
    submit_button_label = gettext_lazy("Create codes")
    success_message = gettext_lazy("The codes were created.")


class VoucherSetEditView(VoucherSetFormMixin, MergingEditView):
    """The form of a set; its codes follow, and a higher number makes more."""

    success_message = gettext_lazy("The code set was saved.")

    def get_success_url(self) -> str:
        """Lead to the set's page."""
        return reverse("voucher_sets:inspect", args=[self.object.pk])

    def get_success_buttons(self) -> list[object]:
        """Offer none: the page has them."""
        return []


class VoucherSetDeleteView(KeepingDeleteView):
    """Deletes a set of which no code was used."""

    success_message = gettext_lazy("“%(object)s” was deleted.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Refuse, with the reason, a set that orders used."""
        problem = ""
        if VoucherApplication.objects.filter(voucher__voucher_set=self.object).exists():
            problem = _("Orders have used codes of “%(object)s”. End the set instead of deleting it.")
        return refused_deletion(self.request, self.object, problem) or super().form_valid(form)

    def delete_action(self) -> None:
        """Delete it with its codes."""
        log_deletion(self.object, self.request.user)
        self.object.delete()


class VoucherSetPageView(RecordView[VoucherSet]):
    """One set: what its codes do, how many were used, and the way to them."""

    def get_queryset(self) -> QuerySet[VoucherSet]:
        """List all sets."""
        return VoucherSet.objects.all()

    def get_summary(self) -> list[str]:
        """Say what the codes do."""
        first = self.object.vouchers.order_by("pk").first()
        offers = first.offers.select_related("benefit__range", "condition__range") if first else ()
        return [describe_offer(offer) for offer in offers]

    def get_figures(self) -> list[RecordFigure]:
        """Tell how many codes there are and how many orders used one."""
        codes_url = codes_url_of(self.object)
        sums = Voucher.objects.filter(voucher_set=self.object).aggregate(
            codes=Count("pk"), orders=Coalesce(Sum("num_orders"), 0), given=MoneySum("total_discount")
        )
        figures = [
            RecordFigure(label=_("Codes"), value=intcomma(sums["codes"]), url=codes_url),
            RecordFigure(label=_("Orders"), value=intcomma(sums["orders"])),
        ]
        if self.request.user.has_perm(SEES_MONEY):
            given = format_money(sums["given"], shop_currency())
            figures.append(RecordFigure(label=_("Discount given"), value=given))
        return figures

    def get_actions(self) -> list[HeaderButton]:
        """Edit the set, see its codes, take them away as a file."""
        url = codes_url_of(self.object)
        return [
            *super().get_actions(),
            HeaderButton(_("Show codes"), url=url, icon_name="list-ul"),
            HeaderButton(_("Download codes (CSV)"), url=f"{url}&export=csv", icon_name="download"),
        ]


def codes_url_of(row: VoucherSet) -> str:
    """Return where the codes of a set are listed."""
    return f"{reverse('vouchers:index')}?voucher_set={row.pk}"
