"""The custom fields' place in the back office."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from crm_core.custom_fields import views
from crm_core.custom_fields.forms import CUSTOM_FIELD_FORM
from crm_core.custom_fields.models import CustomField
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.user.models import User


class KeptPolicy(ModelPermissionPolicy):
    """A field is archived and never deleted, by superusers neither: its values would go."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Allow all but deleting."""
        return action != "delete" and bool(super().user_has_permission(user, action))


register_permission_policy(CustomField, KeptPolicy(CustomField))


class CustomFieldViewSet(BackOfficeViewSet):
    """All custom fields at `/cms/custom-fields/`; none is deleted, since its values would go."""

    model = CustomField
    name = "custom_fields"
    url_prefix = "custom-fields"
    icon = "form"
    menu_label = _("Custom fields")
    menu_order = 13
    add_to_admin_menu = True
    index_view_class = views.CustomFieldListView
    edit_handler = CUSTOM_FIELD_FORM

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: view_kwargs[key]
            for key in view_kwargs.keys() - {"list_export", "list_display", "list_filter"}
        }


@hooks.register("register_admin_viewset")
def register_custom_fields() -> CustomFieldViewSet:
    """Add the custom fields to the back office."""
    return CustomFieldViewSet()


@hooks.register("register_admin_urls")
def register_custom_field_urls() -> list[URLPattern]:
    """Mount what is done seldom."""
    return [
        path("custom-fields/<int:pk>/more/", views.more, name="custom_field_more"),
        path("custom-fields/<int:pk>/archive/", views.toggle_archive, name="custom_field_archive"),
    ]


LISTS.register(
    RegisteredList(
        name="custom-fields", permission="custom_fields.view_customfield", url_name="custom_fields:index"
    )
)
