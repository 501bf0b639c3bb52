"""The demo's categories in the order of its menu."""

from shop.catalogue.models import Category

# Those of the first level as the main menu has them (config/demo/content/tree.toml).
SHELVES = ("table", "drinking", "kitchen", "home")


def order_categories() -> None:
    """Put the categories of the first level, which stand as the file of products names them, into order."""
    for slug in SHELVES:
        category, last = Category.objects.get(depth=1, slug=slug), Category.get_last_root_node()
        if category != last:
            category.move(last, "right")
