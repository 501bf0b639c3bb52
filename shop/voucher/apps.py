"""Where Oscar finds our fork of `voucher`."""

from oscar.apps.voucher import apps


class VoucherConfig(apps.VoucherConfig):
    """Oscar's own label, our columns."""

    name = "shop.voucher"
