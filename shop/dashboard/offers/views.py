"""Offers in the back office: the list, the page of one, its form."""

from collections.abc import Sequence
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn
from wagtail.admin.views.generic import CreateView

from shop.b2b.models import Company
from shop.backoffice.access import View, renders_forbidden
from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.listing import KeepingDeleteView, ListView, MergingEditView
from shop.backoffice.picker import LONGEST_KEY
from shop.backoffice.record import RecordFigure, RecordView
from shop.catalogue.models import Product
from shop.configuration.queries import shop_currency
from shop.dashboard.catalogue.queries import products_matching
from shop.dashboard.offers.deleting import log_deletion, refused_deletion
from shop.dashboard.offers.filters import matching
from shop.dashboard.offers.forms import OfferForm
from shop.dashboard.offers.goods_fields import GiftPickerField, ProductPickerField, givable_products
from shop.formats import format_money
from shop.offer.availability import RUNNING, STATES, state_of
from shop.offer.models import ConditionalOffer
from shop.offer.sentences import describe, describe_offer
from shop.offer.terms import delete_offers, terms_of

SEES_MONEY = "order.view_order"
WRITES = (
    "offer.add_conditionaloffer",
    "offer.change_conditionaloffer",
    "voucher.add_voucher",
    "voucher.add_voucherset",
)
FOUND = 20


class StateColumn(Column):
    """What it is doing now, in words and tone."""

    cell_template_name = "backoffice/reviews/status_cell.html"

    def get_value(self, instance: Model) -> dict[str, object]:
        """Look the words up."""
        words, tone = STATES[getattr(instance, "state", RUNNING)]
        return {"words": words, "tone": tone}


class OfferListView(ListView):
    """Every offer in the order in which they are applied; what they cost for those who may see orders."""

    is_searchable = True
    search_fields = ["name"]  # says to Wagtail that there is a search; `search_queryset` does it
    default_ordering = "-priority"
    bulk_permission = "offer.change_conditionaloffer"
    export_permission = "offer.view_conditionaloffer"
    optional_columns = frozenset({"priority", "date_created"})
    page_title = gettext_lazy("Offers")
    add_item_label = gettext_lazy("Create an offer")

    def all_columns(self) -> list[BaseColumn]:
        """Name, what it gives, how it goes and what it brought."""
        columns: list[BaseColumn] = [
            self.record_column("name", label=_("Offer"), sort_key="name"),
            Column("gives", label=_("Discount")),
            StateColumn("state", label=_("Status")),
            Column("access", label=_("How buyers get it"), accessor="access"),
            NumberColumn("num_applications", label=_("Uses"), sort_key="num_applications"),
        ]
        if self.request.user.has_perm(SEES_MONEY):
            columns.append(
                MoneyColumn("total_discount", label=_("Discount given"), sort_key="total_discount")
            )
        return [
            *columns,
            DayColumn("start_datetime", label=_("Starts"), sort_key="start_datetime"),
            DayColumn("end_datetime", label=_("Ends"), sort_key="end_datetime"),
            NumberColumn("priority", label=_("Priority"), sort_key="priority"),
            DateColumn("date_created", label=_("Created on"), sort_key="date_created"),
        ]

    @cached_property
    def list_export(self) -> list[str]:
        """Export what the list shows."""
        money = ["total_discount"] if self.request.user.has_perm(SEES_MONEY) else []
        return [
            "name",
            "gives",
            "state_words",
            "access",
            "num_applications",
            "num_orders",
            *money,
            "start_datetime",
            "end_datetime",
            "priority",
        ]

    def get_heading(self, queryset: object, field: str) -> str:
        """Head the columns as the list does."""
        own = {"gives": _("Discount"), "state_words": _("Status"), "access": _("How buyers get it")}
        return own.get(field) or str(super().get_heading(queryset, field))

    def get_base_queryset(self) -> QuerySet[ConditionalOffer]:
        """Load what the sentences tell; what staff take off a single order is nobody's offer."""
        offers = ConditionalOffer.objects.exclude(offer_type=ConditionalOffer.SESSION)
        offers = offers.select_related("benefit__range", "condition__range")
        return offers.prefetch_related("vouchers")

    def complete(self, rows: Sequence[Any]) -> Sequence[object]:
        """Say of each what it gives, what it is doing, and by which codes it is had."""
        now = timezone.now()
        for offer in rows:
            offer.gives = describe(terms_of(offer))
            offer.state = state_of(offer, now)
            offer.state_words = str(STATES[offer.state][0])
            offer.access = access_of(offer)
        return rows

    def order_queryset(self, queryset: QuerySet[ConditionalOffer]) -> QuerySet[ConditionalOffer]:
        """Sort as asked; equals by number of the row."""
        return queryset.order_by(self.ordering, "pk")

    def search_queryset(self, queryset: QuerySet[ConditionalOffer]) -> QuerySet[ConditionalOffer]:
        """Search names in every language, and codes."""
        return matching(self.search_query.strip(), among=queryset) if self.is_searching else queryset


def access_of(offer: ConditionalOffer) -> str:
    """Say how buyers get an offer: by itself, by a code, or by one of so many."""
    if offer.offer_type != ConditionalOffer.VOUCHER:
        return _("automatic")
    codes = list(offer.vouchers.all())
    if not codes:
        return _("no code yet")
    if len(codes) == 1:
        return str(codes[0].code)
    return ngettext("%(n)d code", "%(n)d codes", len(codes)) % {"n": len(codes)}


class OfferFormMixin:
    """The page of an offer's form, with the sentence that tells what it does."""

    sentence_url_name = "offer_sentence"

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Give the page its first sentence, and where the next ones come from."""
        context: dict[str, object] = super().get_context_data(**kwargs)  # type: ignore[misc]
        form: Any = context["form"]
        offer = getattr(self, "object", None)
        url = reverse(self.sentence_url_name)
        pk = getattr(offer, "pk", None)
        return {
            **context,
            "sentence": first_sentence(form),
            "sentence_url": f"{url}?pk={pk}" if pk else url,
        }


def first_sentence(form: Any) -> str:
    """Say what a form does as it is drawn: what was typed, else what is saved."""
    if form.is_bound:
        return str(form.typed_sentence())
    offer = form.instance if isinstance(form.instance, ConditionalOffer) else None
    if offer is None or not offer.pk:
        return ""
    return describe_offer(offer, codes=list(offer.vouchers.values_list("code", flat=True)[:1]))


class KindCreateView(CreateView):
    """A form for something new that says at the field where another save was first, and leads to its page."""

    view_name = "create"
    inspect_url_name = ""
    request: HttpRequest

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
            if again.is_valid():  # not a name or a code that was taken
                raise
            response = self.form_invalid(again)
        return response


class OfferCreateView(OfferFormMixin, KindCreateView):
    """A new offer on one page."""

    page_subtitle = gettext_lazy("Offer")
    submit_button_label = gettext_lazy("Create offer")
    success_message = gettext_lazy("“%(object)s” was created.")


class OfferEditView(OfferFormMixin, MergingEditView):
    """The form of an offer; what two people change is merged."""

    success_message = gettext_lazy("“%(object)s” was saved.")
    inspect_url_name = ""

    def get_success_url(self) -> str:
        """Lead to the offer's page."""
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def get_success_buttons(self) -> list[object]:
        """Offer none: the page has them."""
        return []


class OfferDeleteView(KeepingDeleteView):
    """Deletes an offer that no code and no order needs; another is switched off instead."""

    success_message = gettext_lazy("“%(object)s” was deleted.")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Refuse, with a reason, what is in use."""
        offer = self.object
        problem = ""
        if offer.vouchers.exists():
            problem = _("Codes lead to “%(object)s”. Delete them first, or switch the offer off.")
        elif offer.num_orders:
            problem = _("Orders have used “%(object)s”. Switch it off instead of deleting it.")
        return refused_deletion(self.request, offer, problem) or super().form_valid(form)

    def delete_action(self) -> None:
        """Delete it with the rows that nobody else needs."""
        log_deletion(self.object, self.request.user)
        delete_offers([self.object])


class OfferPageView(RecordView[ConditionalOffer]):
    """One offer: what it does, what came of it, by which codes it is had."""

    def get_queryset(self) -> QuerySet[ConditionalOffer]:
        """Load what the sentence tells."""
        return ConditionalOffer.objects.select_related("benefit__range", "condition__range")

    def get_summary(self) -> list[str]:
        """Say what it does, and whether it does so now."""
        codes = list(self.object.vouchers.values_list("code", flat=True)[:2])
        state = str(STATES[state_of(self.object, timezone.now())][0])
        return [state, describe_offer(self.object, codes=codes if len(codes) == 1 else ())]

    def get_figures(self) -> list[RecordFigure]:
        """Tell how often it was used, and to those who may see orders what it cost."""
        offer = self.object
        sees_orders = self.request.user.has_perm(SEES_MONEY)
        orders_url = f"{reverse('dashboard:order-list')}?offer={offer.pk}" if sees_orders else ""
        figures = [
            RecordFigure(label=_("Orders"), value=intcomma(offer.num_orders), url=orders_url),
            RecordFigure(label=_("Uses"), value=intcomma(offer.num_applications)),
        ]
        if sees_orders:
            given = format_money(offer.total_discount, shop_currency())
            figures.append(RecordFigure(label=_("Discount given"), value=given))
        return figures


@renders_forbidden
@require_GET
def offer_products(request: HttpRequest) -> HttpResponse:
    """Find products for the picker, as JSON; for those who write offers or codes."""
    text = _asked(request)
    heads = Product.objects.filter(parent=None).order_by("pk")
    rows = products_matching(text, among=heads)[:FOUND] if text else []
    label = ProductPickerField().label_from_instance
    return JsonResponse({"results": [{"pk": row.pk, "label": label(row)} for row in rows]})


@renders_forbidden
@require_GET
def offer_gifts(request: HttpRequest) -> HttpResponse:
    """Find products that can be given away, variants too, as JSON; for those who write offers or codes."""
    text = _asked(request)
    rows = products_matching(text, among=givable_products().order_by("pk"))[:FOUND] if text else []
    label = GiftPickerField().label_from_instance
    return JsonResponse({"results": [{"pk": row.pk, "label": label(row)} for row in rows]})


@renders_forbidden
@require_GET
def offer_companies(request: HttpRequest) -> HttpResponse:
    """Find companies by a part of their name, as JSON; for those who write offers or codes."""
    text = _asked(request)
    rows = Company.objects.filter(name__icontains=text).order_by("name", "pk")[:FOUND] if text else []
    return JsonResponse({"results": [{"pk": row.pk, "label": row.name} for row in rows]})


def _asked(request: HttpRequest) -> str:
    """Return what is looked for. Raises PermissionDenied for who writes no offers and no codes."""
    if not any(request.user.has_perm(right) for right in WRITES):
        raise PermissionDenied
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


def sentence_view(form_class: Any, model: type[Model], *, add: str, change: str) -> View:
    """Return the view that says what a form does that somebody is still writing; it saves nothing.

    `?pk=` names what is changed, for those who may change it.
    """

    @renders_forbidden
    @require_POST
    def tell(request: HttpRequest) -> HttpResponse:
        if not any(request.user.has_perm(right) for right in (add, change)):
            raise PermissionDenied
        key = request.GET.get("pk", "")
        is_key = key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY
        held = (
            model._default_manager.filter(pk=key).first()
            if is_key and request.user.has_perm(change)
            else None
        )
        form = form_class(request.POST, instance=held or model(), for_user=request.user)
        text = form.typed_sentence() or _("Fill in the discount to read here what it does.")
        return HttpResponse(text, content_type="text/plain; charset=utf-8")

    return tell


offer_sentence = sentence_view(
    OfferForm, ConditionalOffer, add="offer.add_conditionaloffer", change="offer.change_conditionaloffer"
)
