"""Delivery methods and zones in the back office."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from shop.backoffice.languages import in_every_language
from shop.backoffice.listing import BackOfficeViewSet
from shop.shipping.forms import DeliveryOptionForm, DeliveryZoneForm, TableRowForm
from shop.shipping.models import DeliveryOption, DeliveryTableRow, DeliveryZone
from shop.shipping.views import EXPORT, HEADINGS, TableRowListView, check, import_file


class KeptPolicy(ModelPermissionPolicy):
    """Orders name it, so nobody deletes one: it is offered no more instead."""

    def user_has_permission(self, user: AbstractBaseUser | AnonymousUser, action: str) -> bool:
        """Allow all but deleting."""
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(DeliveryOption, KeptPolicy(DeliveryOption))


class DeliveryOptionViewSet(BackOfficeViewSet):
    """The methods with their prices, at `/cms/delivery-methods/`."""

    model = DeliveryOption
    name = "delivery-methods"
    icon = "redirect"
    menu_label = _("Delivery methods")
    list_display = ["name", "code", "position", "is_enabled"]
    ordering = ["position", "pk"]
    search_fields = ["name", "code"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel(name) for name in in_every_language("name")], heading=_("Name")),
            MultiFieldPanel(
                [FieldPanel(name) for name in in_every_language("description")], heading=_("Description")
            ),
            FieldRowPanel([FieldPanel("position"), FieldPanel("is_enabled")]),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("pricing")]),
                    FieldRowPanel([FieldPanel("service"), FieldPanel("pickup_price")]),
                ],
                heading=_("Delivery"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("offers_days"),
                    FieldRowPanel([FieldPanel("days_shown"), FieldPanel("daily_capacity")]),
                    FieldPanel("delivery_weekdays"),
                ],
                heading=_("Delivery day"),
            ),
            InlinePanel(
                "rates",
                heading=_("Prices by zone"),
                label=_("Price"),
                help_text=_("This method does not ship to zones without a price."),
                panels=[
                    FieldRowPanel([FieldPanel("zone"), FieldPanel("working_days")]),
                    FieldRowPanel([FieldPanel("price"), FieldPanel("free_from")]),
                    FieldRowPanel([FieldPanel("price_per_kg"), FieldPanel("max_weight")]),
                ],
            ),
        ],
        base_form_class=DeliveryOptionForm,
    )


class DeliveryZoneViewSet(BackOfficeViewSet):
    """Groups of countries, at `/cms/delivery-zones/`."""

    model = DeliveryZone
    name = "delivery-zones"
    icon = "globe"
    menu_label = _("Delivery zones")
    list_display = ["name", "position"]
    ordering = ["position", "name"]
    search_fields = ["name"]
    search_backend_name = None
    edit_handler = ObjectList(
        [FieldRowPanel([FieldPanel("name"), FieldPanel("position")]), FieldPanel("countries")],
        base_form_class=DeliveryZoneForm,
    )


class DeliveryTableViewSet(BackOfficeViewSet):
    """The rows of price tables, at `/cms/delivery-tables/`."""

    model = DeliveryTableRow
    name = "delivery-tables"
    icon = "table"
    menu_label = _("Price tables")
    index_view_class = TableRowListView
    list_display = [
        "option",
        "zone",
        Column("postcodes", label=_("Postcodes")),
        Column("weight_up_to", label=_("Weight up to (grams)")),
        Column("value_from", label=_("Value of goods from")),
        "price",
    ]
    list_filter = ["option", "zone"]
    list_export = list(EXPORT)
    export_headings = HEADINGS
    export_filename = "price-table"
    ordering = ["option", "zone", "postcodes", "weight_up_to", "value_from"]
    search_fields = ["postcodes"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("option"), FieldPanel("zone")]),
            FieldPanel("postcodes"),
            FieldRowPanel([FieldPanel("weight_up_to"), FieldPanel("value_from")]),
            FieldPanel("price"),
        ],
        base_form_class=TableRowForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the import and the price check beside the list."""
        return [
            *super().get_urlpatterns(),
            path("import/", import_file, name="import"),
            path("check/", check, name="check"),
        ]


@hooks.register("register_admin_viewset")
def register_delivery() -> list[object]:
    """Mount them; the page of the settings leads to them."""
    return [DeliveryOptionViewSet(), DeliveryZoneViewSet(), DeliveryTableViewSet()]
