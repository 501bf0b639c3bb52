"""Price lists in the back office: `/cms/price-lists/`."""

from collections.abc import Sequence

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail import hooks
from wagtail.admin.widgets.button import HeaderButton

from shop.backoffice.listing import ListView
from shop.backoffice.record import RecordFigure, RecordView, RecordViewSet
from shop.partner.price_list_models import PriceList
from shop.price_lists import views
from shop.price_lists.forms import PriceListForm
from shop.price_lists.pages import CHANGE
from shop.price_lists.panels import PANELS
from shop.user.models import User


class PriceListListView(ListView):
    """Every price list, with the way to the other pages."""

    @property
    def header_more_buttons(self) -> list[HeaderButton]:
        """Lead to the explanation of a price and to the choice among lists."""
        buttons = [
            *super().header_more_buttons,
            HeaderButton(_("Explain price"), url=reverse("price-lists:explain"), icon_name="help"),
        ]
        if self.request.user.has_perm(CHANGE):
            url = reverse("price-lists:choice")
            buttons.append(HeaderButton(_("Choice among price lists"), url=url, icon_name="cog"))
        return buttons


class PriceListView(RecordView[PriceList]):
    """The page of a list."""

    def get_figures(self) -> Sequence[RecordFigure]:
        """Count its prices and the accounts that read it."""
        prices = self.object.prices.count()
        contexts = self.object.contexts.values_list("context", flat=True)
        users = User.objects.filter(price_context__in=[f"c{number}" for number in contexts if number]).count()
        url = reverse("price-lists:prices", args=[self.object.pk])
        return [
            RecordFigure(label=_("Prices"), value=str(prices), url=url),
            RecordFigure(
                label=_("Accounts"),
                value=str(_("everybody")) if 0 in contexts else str(users),
                note=ngettext("in %(n)d price context", "in %(n)d price contexts", len(contexts))
                % {"n": len(contexts)},
            ),
        ]

    def get_actions(self) -> Sequence[HeaderButton]:
        """Lead to the prices, the import, the rules and the export."""
        pk = self.object.pk
        prices = HeaderButton(_("Prices"), url=reverse("price-lists:prices", args=[pk]), icon_name="table")
        address = reverse("price-lists:export", args=[pk])
        export = [
            HeaderButton(_("Export as CSV"), url=address, icon_name="download"),
            HeaderButton(_("Export as XLSX"), url=f"{address}?as=xlsx", icon_name="download"),
        ]
        if not self.request.user.has_perm(CHANGE):
            return [prices, *export]
        return [
            prices,
            HeaderButton(_("Import"), url=reverse("price-lists:load", args=[pk]), icon_name="upload"),
            HeaderButton(_("Rules"), url=reverse("price-lists:rules", args=[pk]), icon_name="sliders"),
            *export,
            *super().get_actions(),
        ]


class PriceListViewSet(RecordViewSet):
    """List, page and form of the price lists."""

    model = PriceList
    name = "price-lists"
    url_prefix = "price-lists"
    list_name = "price-lists"
    icon = "tag"
    menu_label = _("Price lists")
    index_view_class = PriceListListView
    inspect_view_class = PriceListView
    list_display = ["name", "kind", "priority", "currency", "is_active", "start", "end"]
    list_filter = ["kind", "is_active"]
    list_export = ["name", "kind", "priority", "currency", "is_active", "start", "end"]
    export_filename = "price-lists"
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["-priority", "name"]
    record_panels = PANELS
    inspect_view_fields = [
        *("kind", "priority", "currency", "is_active", "start", "end"),
        *("is_net", "allows_promotions", "tiers_across_variants"),
    ]
    form_fields = PriceListForm.Meta.fields

    def get_form_class(self, for_update: bool = False) -> type[PriceListForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form in sections."""
        return PriceListForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the pages of a list beside its own."""
        return [
            path("explain/", views.explain, name="explain"),
            path("choice/", views.choice, name="choice"),
            path("<int:pk>/prices/", views.grid, name="prices"),
            path("<int:pk>/import/", views.load, name="load"),
            path("<int:pk>/import/<int:batch>/", views.show_import, name="import"),
            path("<int:pk>/export/", views.export, name="export"),
            path("<int:pk>/rules/", views.rules, name="rules"),
            path("<int:pk>/assign/", views.assign, name="assign"),
            path("<int:pk>/unassign/<int:assignment>/", views.unassign, name="unassign"),
            *super().get_urlpatterns(),
        ]


@hooks.register("register_admin_viewset")
def register_price_lists() -> PriceListViewSet:
    """Mount the price lists; the menu of the shop has their entry."""
    return PriceListViewSet()
