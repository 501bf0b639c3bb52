"""Where Oscar finds our fork of `voucher`."""

from oscar.apps.voucher import apps


class VoucherConfig(apps.VoucherConfig):
    """Oscar's own label, our columns and counters."""

    name = "shop.voucher"

    def ready(self) -> None:
        """Listen to baskets in place of Oscar's receivers, which can count below zero."""
        from shop.voucher import receivers
