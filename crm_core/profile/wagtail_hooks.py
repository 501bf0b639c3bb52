"""The profile's place in the back office."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from crm_core.profile import views
from crm_core.profile.bulk_actions import MergeTags
from crm_core.profile.forms import TagForm
from crm_core.profile.models import Tag
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.lists.registry import LISTS, RegisteredList


class TagViewSet(BackOfficeViewSet):
    """All tags at `/cms/customer-tags/`."""

    model = Tag
    name = "customer_tags"
    url_prefix = "customer-tags"
    icon = "tag"
    menu_label = _("Customer tags")
    menu_order = 12
    add_to_admin_menu = True
    index_view_class = views.TagListView
    form_fields = ("name", "color")
    list_filter = ("color",)
    search_fields = ("name",)
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[TagForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that knows the folded names."""
        return TagForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


@hooks.register("register_admin_viewset")
def register_tags() -> TagViewSet:
    """Add the tags to the back office."""
    return TagViewSet()


@hooks.register("register_admin_urls")
def register_profile_urls() -> list[URLPattern]:
    """Mount the pages of a profile beside the record."""
    return [
        path("customers/<int:pk>/profile/", views.edit, name="customer_profile"),
        path("customers/<int:pk>/tags/", views.tag, name="customer_tag"),
        path("customers/choices/", views.choices, name="customer_choices"),
    ]


hooks.register("register_bulk_action", MergeTags)
LISTS.register(
    RegisteredList(name="customer-tags", permission="profile.view_tag", url_name="customer_tags:index")
)
