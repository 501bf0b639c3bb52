"""What every carrier plug-in has to keep; its own tests call `check_carrier`, as ours do.

    def test_it_keeps_the_contract():
        check_carrier(MyCarrier, AccountData(code="mine", name="Mine", services=("parcel",), settings={...}))

The plug-in's service may be a recorded one: the check orders two labels and asks for rates twice.
Each broken rule raises AssertionError that names it.
"""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

from django.utils import timezone
from pypdf import PdfReader

from shop.carriers.interface import (
    AccountData,
    Address,
    Carrier,
    CarrierError,
    Label,
    Parcel,
    Rate,
    TellsArrivals,
)
from shop.carriers.models import LONGEST_NUMBER
from shop.money import is_payable

POINTS_PER_MM, TOLERANCE = 72 / 25.4, 1.5
WIDTH, HEIGHT = 100, 150
#: A number that no carrier has given out.
UNKNOWN = "NO-SUCH-PARCEL"
#: A parcel that every carrier of its country should take.
PARCEL = Parcel(
    recipient=Address(
        name="Ada Lovelace", lines=("Kastanienallee 7",), postcode="10435", city="Berlin", country="DE"
    ),
    sender=Address(name="Kiln", lines=("Töpferweg 3",), postcode="01067", city="Dresden", country="DE"),
    weight=1200,
    value=Decimal("49.90"),
    currency="EUR",
    reference="KC-1",
)


class BrokenContractError(AssertionError):
    """A plug-in does not do what `shop.carriers.interface` says."""


def check_carrier(plugin: type[Carrier], account: AccountData, parcel: Parcel = PARCEL) -> None:
    """Try a plug-in with an account. Raises BrokenContractError, which names the rule."""
    names = [setting.name for setting in plugin.settings]
    _keep(bool(str(plugin.title)), "it has a title")
    _keep(len(names) == len(set(names)), "each setting has a name of its own")
    missing = [s.name for s in plugin.settings if s.is_required and not account.settings.get(s.name)]
    _keep(not missing, f"the check gives all settings that are needed, {missing} too")
    carrier = plugin(account)
    parcel = replace(parcel, service=parcel.service or next(iter(account.services), ""))
    _check_rates(carrier.rates(parcel), account)
    first, second = carrier.make_label(parcel), carrier.make_label(replace(parcel, number=2, count=2))
    for label in (first, second):
        _check_label(label)
        _check_link(carrier, label.tracking_number)
    _keep(first.tracking_number != second.tracking_number, "two parcels have two numbers")
    if isinstance(carrier, TellsArrivals):
        _check_arrivals(carrier, first.tracking_number)
    _check_refusal(carrier, replace(parcel, recipient=Address(country="ZZ")))


def _keep(is_kept: bool, rule: str) -> None:  # noqa: FBT001 - an assertion
    if not is_kept:
        raise BrokenContractError(f"Broken: {rule}.")


def _check_rates(rates: list[Rate], account: AccountData) -> None:
    for rate in rates:
        _keep(rate.service in account.services, f"rates name services of the account, not {rate.service!r}")
        _keep(
            rate.price >= 0 and is_payable(rate.price, rate.currency),
            f"{rate.price} {rate.currency} can be paid",
        )
        _keep(rate.working_days is None or rate.working_days >= 0, "working days are not negative")


def _check_label(label: Label) -> None:
    _keep(label.pdf.startswith(b"%PDF"), "a label is a PDF")
    number = label.tracking_number
    is_plain = number.isascii() and number.isprintable() and number == number.strip()
    _keep(0 < len(number) <= LONGEST_NUMBER and is_plain, f"{number!r} is a tracking number")
    pages = PdfReader(BytesIO(label.pdf)).pages
    _keep(len(pages) == 1, "a label has one page")
    box = pages[0].mediabox
    size = float(box.width) / POINTS_PER_MM, float(box.height) / POINTS_PER_MM
    near = abs(size[0] - WIDTH) < TOLERANCE and abs(size[1] - HEIGHT) < TOLERANCE
    _keep(near, f"a label measures {WIDTH} x {HEIGHT} mm, not {size[0]:.0f} x {size[1]:.0f}")


def _check_link(carrier: Carrier, number: str) -> None:
    link = carrier.tracking_url(number)
    _keep(not link or link.startswith(("https://", "http://")), f"{link!r} is a link")
    hostile = carrier.tracking_url('a"><b &#/?')
    _keep(not set('"<> ') & set(hostile), "a number is escaped in its link")


def _check_arrivals(carrier: TellsArrivals, number: str) -> None:
    _keep(carrier.arrivals([]) == {}, "asked for nothing, it tells of no arrival")
    told = carrier.arrivals([number, UNKNOWN])
    _keep(set(told) <= {number}, "arrivals are told of parcels that were asked for and are known")
    for moment in told.values():
        _keep(timezone.is_aware(moment), f"{moment} has a time zone")
        _keep(moment <= timezone.now(), f"{moment} is not in the future")


def _check_refusal(carrier: Carrier, nowhere: Parcel) -> None:
    """Nowhere can be gone to: no rates, a label or a refusal in words, but no other error."""
    try:
        carrier.rates(nowhere)
        carrier.make_label(nowhere)
    except CarrierError as error:
        _keep(bool(str(error)), "a refusal says why")
