"""The place of assets in the back office: the library with its versions, and who uses what."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, NumberColumn

from partners.assets.forms import AssetVersionForm
from partners.assets.models import Asset
from partners.assets.queries import usage_of
from shop.backoffice.listing import ListView
from shop.backoffice.panels import ACTIVITY, MAIN, Panel, panel_registry, table
from shop.backoffice.record import RecordViewSet
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[Asset]] = panel_registry("panel of an asset")
VERSIONS = [
    NumberColumn("number", label=_("Version")),
    Column("file", label=_("File"), accessor=lambda version: str(version.file.name).rpartition("/")[2]),
    Column("valid_from", label=_("Valid from")),
    Column("valid_until", label=_("Valid until")),
    Column("note", label=_("What is new")),
    NumberColumn("taken", label=_("Downloads")),
]
USAGE = [
    Column("account__company__name", label=_("Partner")),
    NumberColumn("number", label=_("Downloads")),
    NumberColumn("with_logo", label=_("With their logo")),
]


def versions(asset: Asset, _user: User) -> dict[str, object] | None:
    """List the versions, the latest first, with how often each was taken."""
    return table(VERSIONS, asset.versions.annotate(taken=Count("downloads"))[:20])


def usage(asset: Asset, _user: User) -> dict[str, object] | None:
    """List who took it how often."""
    return table(USAGE, usage_of(asset, most=20))


PANELS.register(Panel(name="versions", title=_("Versions"), context=versions, order=10, area=MAIN))
PANELS.register(Panel(name="usage", title=_("Use"), context=usage, order=20, area=ACTIVITY))


class AssetListView(ListView):
    """Every asset, with how often it was taken."""

    default_ordering = "title"

    def all_columns(self) -> list[Column]:
        """What it is, for whom, whether it is out, how often it was taken."""
        return [
            self.record_column("title", label=_("Title"), sort_key="title"),
            Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
            Column("language", label=_("Language"), accessor="get_language_display"),
            Column("is_published", label=_("Published")),
            NumberColumn("taken", label=_("Downloads")),
        ]

    def get_base_queryset(self) -> QuerySet[Asset]:
        """Count the downloads with the assets."""
        return Asset.objects.annotate(taken=Count("versions__downloads"))


class VersionsPanel(InlinePanel):
    """The versions in the form of an asset."""

    def get_form_options(self) -> dict[str, dict[str, dict[str, object]]]:
        """Use the form whose file passes the gate."""
        options: dict[str, dict[str, dict[str, object]]] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = AssetVersionForm
        return options


class AssetViewSet(RecordViewSet):
    """The library at `/cms/partner-assets/`."""

    model = Asset
    name = "partner_assets_library"
    url_prefix = "partner-assets"
    icon = "doc-full"
    menu_label = _("Assets for partners")
    menu_order = 46
    add_to_admin_menu = True
    index_view_class = AssetListView
    record_panels = PANELS
    inspect_view_fields = ["kind", "description", "language", "takes_logo", "is_published"]
    list_filter = ["kind", "language", "is_published"]
    search_fields = ["title", "description"]
    panels = [
        FieldPanel("title"),
        FieldPanel("description"),
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("language"),
                FieldPanel("tiers"),
                FieldPanel("takes_logo"),
                FieldPanel("is_published"),
            ],
            heading=_("For whom"),
        ),
        VersionsPanel(
            "versions",
            heading=_("Versions"),
            panels=[
                FieldPanel("number"),
                FieldPanel("file"),
                FieldPanel("valid_from"),
                FieldPanel("valid_until"),
                FieldPanel("note"),
            ],
            min_num=1,
        ),
    ]


@hooks.register("register_admin_viewset")
def register_assets() -> AssetViewSet:
    """Add the library to the back office."""
    return AssetViewSet()
