"""Labels of our own: for carriers that give out no interface, for couriers and own vans.

Numbers are drawn here, the label is drawn here, prices are those of the delivery methods that name the
account's services.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shop.carriers.interface import AccountData, Label, Parcel, Rate, Setting
from shop.carriers.label_page import draw_label
from shop.carriers.services import fill_template, next_label_number

#: What the delivery methods ask for a parcel by one of these services; `shop.shipping` sets it, as it stands above.
PriceList = Callable[[str, Sequence[str], Parcel], list[Rate]]
PRICE_LISTS: list[PriceList] = []


class OwnLabels:
    """A carrier whose labels and numbers we make ourselves."""

    title: ClassVar[object] = _("Own labels")
    settings: ClassVar[Sequence[Setting]] = (
        Setting(
            name="prefix",
            label=_("Beginning of tracking numbers"),
            help_text=_("Letters and digits; empty: the code of the carrier."),
        ),
    )

    def __init__(self, account: AccountData) -> None:
        self.account = account

    def rates(self, parcel: Parcel) -> list[Rate]:
        """Return what the delivery methods with this carrier's services cost."""
        wanted = self.account.services
        return [rate for prices in PRICE_LISTS for rate in prices(self.account.code, wanted, parcel)]

    def make_label(self, parcel: Parcel) -> Label:
        """Draw the next number and a label with it."""
        prefix = self.account.settings.get("prefix") or self.account.code
        plain = "".join(sign for sign in prefix.upper() if sign.isascii() and sign.isalnum())[:12]
        number = f"{plain}{next_label_number(self.account.code):010d}"
        link = self.tracking_url(number)
        pdf = draw_label(parcel, carrier=self.account.name, tracking_number=number, link=link)
        return Label(pdf=pdf, tracking_number=number)

    def tracking_url(self, number: str) -> str:
        """Put the number into the link that staff entered."""
        return fill_template(self.account.tracking_url, number)
