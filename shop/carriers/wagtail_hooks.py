"""Carriers in the back office."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from shop.backoffice.listing import BackOfficeViewSet
from shop.carriers import views
from shop.carriers.forms import CarrierForm
from shop.carriers.models import CarrierAccount


class KeptPolicy(ModelPermissionPolicy):
    """Parcels name it, so nobody deletes one: it is switched off instead."""

    def user_has_permission(self, user: AbstractBaseUser | AnonymousUser, action: str) -> bool:
        """Allow all but deleting."""
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(CarrierAccount, KeptPolicy(CarrierAccount))


def _settings_url(account: CarrierAccount) -> str:
    return reverse("carriers:settings", args=[account.pk])


class CarrierViewSet(BackOfficeViewSet):
    """The carriers, at `/cms/carriers/`."""

    model = CarrierAccount
    name = "carriers"
    icon = "redirect"
    menu_label = _("Carriers")
    list_display = [
        "name",
        "code",
        TitleColumn(
            "plugin", label=_("Settings"), get_url=_settings_url, accessor=lambda _row: _("Settings")
        ),
        "is_enabled",
    ]
    ordering = ["position", "name"]
    search_fields = ["name", "code"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("plugin")]),
            FieldPanel("tracking_template"),
            FieldRowPanel([FieldPanel("position"), FieldPanel("is_enabled")]),
            InlinePanel(
                "services",
                heading=_("Services"),
                label=_("Service"),
                panels=[FieldRowPanel([FieldPanel("name"), FieldPanel("code"), FieldPanel("max_weight")])],
            ),
        ],
        base_form_class=CarrierForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the settings beside the list."""
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/settings/", views.settings, name="settings"),
            path("<int:pk>/test-label/", views.test_label, name="test-label"),
        ]


@hooks.register("register_admin_viewset")
def register_carriers() -> list[object]:
    """Mount them; the page of the settings leads to them."""
    return [CarrierViewSet()]
