"""What content adds to the back office."""

from wagtail import hooks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from content.choosers import category_chooser_viewset, product_chooser_viewset


@hooks.register("register_admin_viewset")
def register_product_chooser() -> ChooserViewSet:
    """Let editors pick products in a block."""
    return product_chooser_viewset


@hooks.register("register_admin_viewset")
def register_category_chooser() -> ChooserViewSet:
    """Let editors pick categories in a block."""
    return category_chooser_viewset
