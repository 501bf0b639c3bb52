"""Where Oscar finds our fork of `partner`."""

from oscar.apps.partner import apps

from shop.append_only import Protection, keep_append_only


class PartnerConfig(apps.PartnerConfig):
    """Oscar's own label and URLs, our package."""

    name = "shop.partner"

    def ready(self) -> None:
        """Listen to Oscar's receivers and ours; have its templates write the shop's currency."""
        super().ready()
        from shop.partner import currency_filters, receivers

        keep_append_only(self, Protection(table="partner_pricechange"))
