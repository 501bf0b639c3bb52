"""Gift cards in the back office: the list, the page of one, issuing, and the report of what is owed."""

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import URLPattern, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.listing import ListTab, ListView
from shop.backoffice.panels import MAIN, SIDE, Panel, facts, panel_registry, table
from shop.backoffice.record import ActiveRecordView, RecordFigure, RecordViewSet
from shop.formats import format_money
from shop.gift_cards.exceptions import GiftCardError
from shop.gift_cards.forms import CardActionForm, IssueForm
from shop.gift_cards.mail import send_again
from shop.gift_cards.models import GiftCard, GiftCardState
from shop.gift_cards.services import CHANGE, reissue, set_state
from shop.registry import Registry
from shop.store_credit.forms import AdjustForm
from shop.store_credit.granting import GrantingView
from shop.store_credit.office import MOVED
from shop.store_credit.queries import history
from shop.store_credit.services import ADJUST
from shop.user.models import User, UserRequest

VIEW, EXPORT = "gift_cards.view_giftcard", "gift_cards.export_giftcard"
ROWS = 100
PANELS: Registry[Panel[GiftCard]] = panel_registry("panel of a gift card")


class CardPolicy(ModelPermissionPolicy):
    """A card is issued and acted upon by its services; nobody edits or deletes one, superusers neither."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Allow looking and issuing."""
        return action in ("view", "add") and bool(super().user_has_permission(user, action))


register_permission_policy(GiftCard, CardPolicy(GiftCard))


class GiftCardListView(ListView):
    """Every card, the latest first."""

    is_searchable = True
    search_fields = ["last_four"]
    default_ordering = "-created_at"
    page_title: str | Promise = gettext_lazy("Gift cards")
    add_item_label = gettext_lazy("Issue a gift card")
    export_permission = EXPORT
    list_export = [
        "last_four",
        "amount",
        "account.balance",
        "account.currency",
        "state",
        "order_line.order.number",
        "recipient_email",
        "created_at",
        "expires_on",
    ]

    def all_columns(self) -> list[BaseColumn]:
        """Which, how much, for whom, until when."""
        return [
            self.record_column("last_four", label=_("Card"), accessor=str, sort_key="last_four"),
            MoneyColumn("balance", label=_("Balance"), currency="currency", sort_key="account__balance"),
            MoneyColumn("amount", label=_("Amount"), currency="currency", sort_key="amount"),
            Column("state", label=_("Status"), accessor=state_words, sort_key="state"),
            Column("recipient", label=_("Recipient"), accessor="recipient_email"),
            Column("order", label=_("Order"), accessor=order_number),
            DayColumn("expires_on", label=_("Usable until"), sort_key="expires_on"),
            DateColumn("created_at", label=_("Issued"), sort_key="created_at"),
        ]

    @property
    def tabs(self) -> list[ListTab]:  # type: ignore[override]
        """Lead to the report, for who may export it."""
        if not self.request.user.has_perm(EXPORT):
            return []
        return [
            ListTab(label=_("List"), url_name="gift_cards_office:index"),
            ListTab(label=_("Liability report"), url_name="gift_card_liability"),
        ]

    def get_base_queryset(self) -> QuerySet[GiftCard]:
        """Read what the rows name."""
        return GiftCard.objects.select_related("account", "order_line__order")

    def search_queryset(self, queryset: QuerySet[GiftCard]) -> QuerySet[GiftCard]:
        """Search the last digits, the number of the order, the recipient's address."""
        if not self.is_searching:
            return queryset
        text = self.search_query.strip()
        digits = text.replace("…", "")[-4:].upper()
        return queryset.filter(
            Q(last_four=digits) | Q(order_line__order__number__iexact=text) | Q(recipient_email__iexact=text)
        )

    def order_queryset(self, queryset: QuerySet[GiftCard]) -> QuerySet[GiftCard]:
        """Sort as asked; equals by number of the row."""
        return queryset.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")


def state_words(card: GiftCard) -> str:
    """Say how a card stands: a spent one, too, and one whose day is still to come."""
    if card.state == GiftCardState.ACTIVE and not card.balance:
        return _("spent")
    if card.state == GiftCardState.ACTIVE and card.recipient_email and card.sent_at is None:
        return _("to be sent")
    return str(card.get_state_display())


def order_number(card: GiftCard) -> str:
    """Return the number of the order that bought it; empty for one that staff issued."""
    return str(card.order_line.order.number) if card.order_line is not None else ""


class IssueView(GrantingView):
    """Issue a card."""

    submit_button_label = gettext_lazy("Issue a gift card")
    success_message = gettext_lazy("The gift card was issued.")
    page_url_name = "gift_cards_office:inspect"


class Why(TypedDict):
    """Why a card is changed, and who does it."""

    reason: str
    by: User


class GiftCardPageView(ActiveRecordView):
    """One card: what is on it, what moved it, for whom it is, and what can be done."""

    record_actions = ("disable", "enable", "reissue", "resend", "adjust")

    def get_queryset(self) -> QuerySet[GiftCard]:
        """List every card."""
        return GiftCard.objects.select_related("account", "order_line__order", "issued_by")

    def may_act(self) -> bool:
        """Let in who may change cards or correct balances; each action asks again."""
        return any(self.request.user.has_perm(right) for right in (CHANGE, ADJUST))

    def get_title(self) -> str:
        """Call it by its last digits."""
        return _("Gift card ending in %(card)s") % {"card": self.object.last_four}

    def get_summary(self) -> Sequence[str]:
        """Say how it stands."""
        return [state_words(self.object)]

    def get_figures(self) -> list[RecordFigure]:
        """Tell what is left of how much."""
        one = self.object
        of = _("of %(amount)s") % {"amount": format_money(one.amount, one.currency)}
        return [RecordFigure(label=_("Balance"), value=format_money(one.balance, one.currency), note=of)]

    def get_actions(self) -> list[HeaderButton]:
        """Print it, which shows its code: for who may reissue it, too."""
        if not self.request.user.has_perm(CHANGE) or not self.object.is_usable():
            return []
        url = reverse("gift_card_print", args=[self.object.pk])
        return [HeaderButton(_("Print"), url=url, icon_name="doc-full")]

    def disable(self, request: UserRequest) -> HttpResponse:
        """Disable it."""
        return self._change(request, lambda why: set_state(self.object, GiftCardState.DISABLED, **why))

    def enable(self, request: UserRequest) -> HttpResponse:
        """Let it be used again."""
        return self._change(request, lambda why: set_state(self.object, GiftCardState.ACTIVE, **why))

    def reissue(self, request: UserRequest) -> HttpResponse:
        """Give it another code."""
        return self._change(request, lambda why: reissue(self.object, **why))

    def resend(self, request: UserRequest) -> HttpResponse:
        """Send its code once more."""
        return self._change(request, lambda why: send_again(self.object, **why))

    def _change(self, request: UserRequest, change: Callable[[Why], object]) -> HttpResponse:
        form = CardActionForm(request.POST)
        if not form.is_valid():
            return self.show_again(action_form=form)
        try:
            change({"reason": form.cleaned_data["reason"], "by": request.user})
        except GiftCardError as refusal:
            form.add_error(None, str(refusal))
            return self.show_again(action_form=form)
        messages.success(request, _("Done."))
        return self.reload_page()

    def adjust(self, request: UserRequest) -> HttpResponse:
        """Correct the balance."""
        form = AdjustForm(request.POST, account=self.object.account)
        if not form.is_valid() or not form.send(by=request.user):
            return self.show_again(adjust_form=form)
        messages.success(request, _("The balance was corrected."))
        return self.reload_page()


def moved(card: GiftCard, _user: User) -> dict[str, object] | None:
    """List what moved, the latest first."""
    return table(MOVED, history([card.account])[:ROWS])


def details(card: GiftCard, _user: User) -> dict[str, object] | None:
    """Tell for whom it is and where it comes from; its code is nowhere."""
    return facts(
        [
            (_("Order"), order_number(card)),
            (_("Issued by"), str(card.issued_by or "")),
            (_("Reason"), card.reason),
            (_("From"), card.sender_name),
            (_("Recipient"), card.recipient_name),
            (_("Recipient's e-mail"), card.recipient_email),
            (_("Message"), card.message),
            (_("Send on"), card.send_on or ""),
            (_("Sent"), card.sent_at or ""),
            (_("Usable until"), card.expires_on or _("No limit")),
            (_("Country"), card.country),
        ]
    )


def acting(card: GiftCard, _user: User) -> dict[str, object] | None:
    """Show what can be done with it; nothing with one that has ended."""
    if card.state in (GiftCardState.EXPIRED, GiftCardState.RETURNED):
        return None
    return {"card": card, "action_form": CardActionForm()}


def adjusting(card: GiftCard, _user: User) -> dict[str, object] | None:
    """Show the form of a correction."""
    return {"adjust_form": AdjustForm(account=card.account)}


for _panel in (
    Panel(name="history", title=gettext_lazy("History"), context=moved, order=10, area=MAIN),
    Panel(name="details", title=gettext_lazy("Details"), context=details, order=10, area=SIDE),
    Panel(
        name="actions",
        title=gettext_lazy("Actions"),
        template="gift_cards/office_actions.html",
        context=acting,
        order=20,
        area=SIDE,
        permission=CHANGE,
    ),
    Panel(
        name="adjust",
        title=gettext_lazy("Correct the balance"),
        template="store_credit/office_adjust.html",
        context=adjusting,
        order=30,
        area=SIDE,
        permission=ADJUST,
    ),
):
    PANELS.register(_panel)


class GiftCardViewSet(RecordViewSet):
    """List and page at `/cms/gift-cards/`."""

    model = GiftCard
    name = "gift_cards_office"
    url_prefix = "gift-cards"
    icon = "tag"
    list_name = "gift-cards"
    menu_label: Any = gettext_lazy("Gift cards")
    menu_name = "gift-cards"
    add_to_admin_menu = True
    index_view_class = GiftCardListView
    inspect_view_class = GiftCardPageView
    add_view_class = IssueView
    record_panels = PANELS
    form_fields = ("reason",)
    list_filter = ["state"]
    search_backend_name = None
    search_fields = GiftCardListView.search_fields
    ordering = "-created_at"
    export_filename = "gift-cards"

    def get_form_class(self, for_update: bool = False) -> type[IssueForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Ask for how much, for whom and why."""
        return IssueForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount list, page and issuing: nobody edits or deletes a card."""
        kept = {"index", "index_results", "inspect", "add"}
        return [url for url in super().get_urlpatterns() if url.name in kept]
