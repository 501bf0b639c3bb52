"""Choosers with which an editor picks products and categories in a block."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

product_chooser_viewset = ChooserViewSet(
    "product_chooser",
    model="catalogue.Product",
    icon="tag",
    choose_one_text=_("Choose a product"),
    choose_another_text=_("Choose another product"),
    edit_item_text=_("Edit this product"),
)
category_chooser_viewset = ChooserViewSet(
    "category_chooser",
    model="catalogue.Category",
    icon="folder-open-inverse",
    choose_one_text=_("Choose a category"),
    choose_another_text=_("Choose another category"),
    edit_item_text=_("Edit this category"),
)

ProductChooserBlock = product_chooser_viewset.get_block_class(
    name="ProductChooserBlock", module_path="content.choosers"
)
CategoryChooserBlock = category_chooser_viewset.get_block_class(
    name="CategoryChooserBlock", module_path="content.choosers"
)
