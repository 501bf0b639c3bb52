"""Where Oscar finds our fork of the products' pages."""

from oscar.apps.dashboard.catalogue import apps


class CatalogueDashboardConfig(apps.CatalogueDashboardConfig):
    """Oscar's label and URLs; the forms are found in `shop.dashboard.catalogue.forms`."""

    name = "shop.dashboard.catalogue"
