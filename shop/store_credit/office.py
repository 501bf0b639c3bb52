"""Store credit in the back office: whose it is, how much, what moved it, and granting and correcting it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import URLPattern
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from shop.backoffice.columns import MoneyColumn
from shop.backoffice.listing import ListView
from shop.backoffice.panels import MAIN, SIDE, Panel, panel_registry, table
from shop.backoffice.record import ActiveRecordView, RecordFigure, RecordViewSet
from shop.formats import format_money
from shop.registry import Registry
from shop.store_credit.forms import AdjustForm, GrantForm
from shop.store_credit.granting import GrantingView
from shop.store_credit.models import AccountKind, LedgerAccount
from shop.store_credit.queries import history
from shop.store_credit.services import ADJUST, GRANT
from shop.user.models import User, UserRequest

ROWS = 100
PANELS: Registry[Panel[LedgerAccount]] = panel_registry("panel of store credit")
MOVED = [
    DateColumn("at", label=gettext_lazy("When"), accessor=lambda entry: entry.transfer.created_at),
    Column("kind", label=gettext_lazy("Type"), accessor=lambda entry: entry.transfer.get_kind_display()),
    MoneyColumn("amount", label=gettext_lazy("Amount"), currency="currency"),
    Column(
        "order",
        label=gettext_lazy("Order"),
        accessor=lambda entry: getattr(entry.transfer.order, "number", ""),
    ),
    Column("reason", label=gettext_lazy("Reason"), accessor=lambda entry: entry.transfer.reason),
    Column("by", label=gettext_lazy("By"), accessor=lambda entry: entry.transfer.by or ""),
]


def owner_name(account: LedgerAccount) -> str:
    """Name whose credit it is: by address."""
    if account.user is not None:
        return str(account.user.email)
    return account.email or _("Nobody")


class LedgerPolicy(ModelPermissionPolicy):
    """Credit is granted by who may, corrected on its page by who may, and never edited or deleted."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Allow looking, and granting."""
        if action == "add":
            return bool(user.is_active and user.has_perm(GRANT))
        return action == "view" and bool(super().user_has_permission(user, action))


register_permission_policy(LedgerAccount, LedgerPolicy(LedgerAccount))


class CreditListView(ListView):
    """Everybody who has or had credit, the most first."""

    is_searchable = True
    search_fields = ["email"]
    default_ordering = "-balance"
    page_title: str | Promise = gettext_lazy("Store credit")
    add_item_label = gettext_lazy("Grant store credit")
    export_permission = ADJUST
    list_export = ["user.email", "email", "balance", "currency", "created_at"]

    def all_columns(self) -> list[BaseColumn]:
        """Whose, how much, since when."""
        return [
            self.record_column("owner", label=_("Customer"), accessor=owner_name),
            MoneyColumn("balance", label=_("Balance"), currency="currency", sort_key="balance"),
            DateColumn("created_at", label=_("Since"), sort_key="created_at"),
        ]

    def get_base_queryset(self) -> QuerySet[LedgerAccount]:
        """Leave out the cards, and the shop's own accounts."""
        return LedgerAccount.objects.filter(kind=AccountKind.CREDIT).select_related("user")

    def search_queryset(self, queryset: QuerySet[LedgerAccount]) -> QuerySet[LedgerAccount]:
        """Search the addresses of accounts and guests."""
        if not self.is_searching:
            return queryset
        text = self.search_query.strip()
        return queryset.filter(Q(user__email__icontains=text) | Q(user=None, email__icontains=text))

    def order_queryset(self, queryset: QuerySet[LedgerAccount]) -> QuerySet[LedgerAccount]:
        """Sort as asked; equals by number of the row."""
        return queryset.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")


class GrantView(GrantingView):
    """Grant credit to somebody."""

    page_subtitle: Any = gettext_lazy("Store credit")
    submit_button_label = gettext_lazy("Grant store credit")
    success_message = gettext_lazy("The store credit was granted.")
    page_url_name = "store_credits:inspect"


class CreditPageView(ActiveRecordView):
    """One account: what is on it, what moved it, and a correction."""

    action_permission = ADJUST
    record_actions = ("adjust",)
    object: LedgerAccount

    def get_queryset(self) -> QuerySet[LedgerAccount]:
        """List the customers' accounts."""
        return LedgerAccount.objects.filter(kind=AccountKind.CREDIT).select_related("user")

    def get_title(self) -> str:
        """Call it by its owner."""
        return owner_name(self.object)

    def get_summary(self) -> Sequence[str]:
        """Say when nobody has confirmed the address yet."""
        return [] if self.object.user_id else [_("Waits for an account with this address")]

    def get_figures(self) -> list[RecordFigure]:
        """Tell what is on it."""
        one = self.object
        return [RecordFigure(label=_("Balance"), value=format_money(one.balance, one.currency))]

    def adjust(self, request: UserRequest) -> HttpResponse:
        """Correct the balance."""
        form = AdjustForm(request.POST, account=self.object)
        if not form.is_valid() or not form.send(by=request.user):
            return self.show_again(adjust_form=form)
        messages.success(request, _("The balance was corrected."))
        return self.reload_page()


def moved(account: LedgerAccount, _user: User) -> dict[str, object] | None:
    """List what moved, the latest first."""
    return table(MOVED, history([account])[:ROWS])


def adjusting(account: LedgerAccount, _user: User) -> dict[str, object] | None:
    """Show the form of a correction."""
    return {"adjust_form": AdjustForm(account=account), "account": account}


PANELS.register(Panel(name="history", title=gettext_lazy("History"), context=moved, order=10, area=MAIN))
PANELS.register(
    Panel(
        name="adjust",
        title=gettext_lazy("Correct the balance"),
        template="store_credit/office_adjust.html",
        context=adjusting,
        order=10,
        area=SIDE,
        permission=ADJUST,
    )
)


class CreditViewSet(RecordViewSet):
    """List and page at `/cms/store-credit/`."""

    model = LedgerAccount
    name = "store_credits"
    url_prefix = "store-credit"
    icon = "list-ul"
    list_name = "store-credit"
    menu_label: Any = gettext_lazy("Store credit")
    menu_name = "store-credit"
    add_to_admin_menu = True
    index_view_class = CreditListView
    inspect_view_class = CreditPageView
    add_view_class = GrantView
    record_panels = PANELS
    form_fields = ("email",)
    search_backend_name = None
    search_fields = CreditListView.search_fields
    ordering = "-balance"
    export_filename = "store-credit"

    def get_form_class(self, for_update: bool = False) -> type[GrantForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Ask for whom, how much and why."""
        return GrantForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount list, page and granting: nobody edits or deletes an account."""
        kept = {"index", "index_results", "inspect", "add"}
        return [url for url in super().get_urlpatterns() if url.name in kept]
