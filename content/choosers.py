"""Choosers with which an editor picks products, categories and collections in a block."""

from typing import Never

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, CreateView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from shop.offer.goods import collections
from shop.offer.models import Range


class NothingIsCreatedView(CreateView):
    """Wagtail's address for making an object while choosing one, which these choosers do not offer."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> Never:
        """Answer 404: without a form Wagtail's own view would end in an error."""
        raise Http404


class SnippetChooser(SnippetChooserViewSet):
    """A chooser of forms, menus and editorials, in which nothing is made."""

    create_view_class = NothingIsCreatedView  # type: ignore[assignment]


class CollectionsMixin:
    """Collections that somebody named, without the products that were picked for one offer."""

    def get_object_list(self) -> QuerySet[Range]:
        """List them."""
        return collections()


class ChooseCollectionView(CollectionsMixin, ChooseView):
    """The window in which one is chosen."""


class ChooseCollectionResultsView(CollectionsMixin, ChooseResultsView):
    """What was found in it."""


product_chooser_viewset = ChooserViewSet(
    "product_chooser",
    model="catalogue.Product",
    icon="tag",
    create_view_class=NothingIsCreatedView,
    choose_one_text=_("Choose a product"),
    choose_another_text=_("Choose another product"),
    edit_item_text=_("Edit this product"),
)
category_chooser_viewset = ChooserViewSet(
    "category_chooser",
    model="catalogue.Category",
    icon="folder-open-inverse",
    create_view_class=NothingIsCreatedView,
    choose_one_text=_("Choose a category"),
    choose_another_text=_("Choose another category"),
    edit_item_text=_("Edit this category"),
)

range_chooser_viewset = ChooserViewSet(
    "range_chooser",
    model="offer.Range",
    icon="group",
    choose_view_class=ChooseCollectionView,
    choose_results_view_class=ChooseCollectionResultsView,
    create_view_class=NothingIsCreatedView,
    choose_one_text=_("Choose a collection"),
    choose_another_text=_("Choose another collection"),
    edit_item_text=_("Edit this collection"),
)

ProductChooserBlock = product_chooser_viewset.get_block_class(
    name="ProductChooserBlock", module_path="content.choosers"
)
CategoryChooserBlock = category_chooser_viewset.get_block_class(
    name="CategoryChooserBlock", module_path="content.choosers"
)
RangeChooserBlock = range_chooser_viewset.get_block_class(
    name="RangeChooserBlock", module_path="content.choosers"
)
