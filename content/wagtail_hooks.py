"""What content adds to the back office."""

from django.http import Http404, HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from content.choosers import (
    SnippetChooser,
    category_chooser_viewset,
    product_chooser_viewset,
    range_chooser_viewset,
)
from content.entry_panels import PANELS
from content.models import Editorial, Form, FormEntry, Menu
from content.translation_views import TranslatePageView
from content.views import EntryFilterSet, EntryListView, EntryPageView
from shop.backoffice.access import View, renders_forbidden
from shop.backoffice.edits.views import MergingView
from shop.backoffice.record import RecordViewSet
from shop.backoffice.tables import ListTable
from shop.user.models import User


class EntryPolicy(ModelPermissionPolicy):
    """An entry is the visitor's word: nobody writes or changes it here, superusers included."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Allow looking and deleting."""
        return action in {"view", "delete"} and super().user_has_permission(user, action)


register_permission_policy(FormEntry, EntryPolicy(FormEntry))


class SnippetListView(IndexView):
    """Wagtail's list, whose rows are cards on a phone as all others."""

    table_class = ListTable
    table_classname = "listing backoffice-list"


class GuardedSnippets(SnippetViewSet):
    """Wagtail's set of views for a snippet, answering 403 where Wagtail would send one home."""

    chooser_viewset_class = SnippetChooser
    index_view_class = SnippetListView

    def construct_view(self, view_class: type, **kwargs: object) -> View:
        """Wrap each view so that a refusal is a refusal."""
        return renders_forbidden(super().construct_view(view_class, **kwargs))


class MergingSnippetEditView(MergingView, EditView):
    """Wagtail's form of a snippet without revisions; two people who save it overwrite nothing.

    Snippets with revisions and pages stay with Wagtail, which tells who else is writing and keeps each save.
    """


class FormViewSet(GuardedSnippets):
    """Forms at `/cms/form-builder/`: what they ask and what they answer."""

    model = Form
    edit_view_class = MergingSnippetEditView
    icon = "form"
    menu_label = _("Forms")
    menu_name = "form-builder"
    url_prefix = "form-builder"
    menu_order = 705
    add_to_admin_menu = True
    list_display = ["title", "locale", "consent"]
    search_fields = ["title"]


class MenuViewSet(GuardedSnippets):
    """The menus of the shop, among Wagtail's snippets."""

    model = Menu
    edit_view_class = MergingSnippetEditView


class EditorialViewSet(GuardedSnippets):
    """Blocks of categories, products and brands at `/cms/editorial/`."""

    model = Editorial
    icon = "doc-full"
    menu_label = _("Category, product and brand content")
    menu_name = "editorial"
    url_prefix = "editorial"
    menu_order = 703
    add_to_admin_menu = True
    list_display = ["shown_on", "locale", LiveStatusTagColumn(label=_("Status"))]


class EntryViewSet(RecordViewSet):
    """What visitors wrote, at `/cms/form-entries/`: to answer, to export, to delete."""

    model = FormEntry
    name = "form_entries"
    url_prefix = "form-entries"
    icon = "mail"
    menu_label = _("Form entries")
    menu_order = 706
    add_to_admin_menu = True
    index_view_class = EntryListView
    form_fields = ["form"]
    inspect_view_class = EntryPageView
    record_panels = PANELS
    filterset_class = EntryFilterSet
    search_fields = EntryListView.search_fields
    search_backend_name = None

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


register_snippet(FormViewSet)
register_snippet(MenuViewSet)
register_snippet(EditorialViewSet)


@hooks.register("register_admin_viewset")
def register_entries() -> EntryViewSet:
    """Add the entries to the back office."""
    return EntryViewSet()


@hooks.register("register_admin_viewset")
def register_product_chooser() -> ChooserViewSet:
    """Let editors pick products in a block."""
    return product_chooser_viewset


@hooks.register("register_admin_viewset")
def register_category_chooser() -> ChooserViewSet:
    """Let editors pick categories in a block."""
    return category_chooser_viewset


@hooks.register("register_admin_viewset")
def register_range_chooser() -> ChooserViewSet:
    """Let editors pick collections in a block."""
    return range_chooser_viewset


@hooks.register("before_move_page")
def keep_root(_request: HttpRequest, page: Page, _destination: Page) -> None:
    """Answer 404 to who would move the root of the tree, which Wagtail's view asks for its parent."""
    if page.is_root():
        raise Http404


@hooks.register("register_admin_urls", order=-1)
def translate_page() -> list[URLPattern]:
    """Stand before simple_translation's own view of the same address."""
    return [path("translation/submit/page/<int:page_id>/", TranslatePageView.as_view())]
