"""What a carrier plug-in can do, and the plain objects that it is told.

A plug-in is a class with the methods of `Carrier`, named by its dotted path in KILN_CARRIER_PLUGINS. It is
made with the `CarrierAccount` that staff set up, reads no database and holds no transaction open: its
methods may call the carrier's own service. What it cannot do it says by `CarrierError`. One whose carrier
tells of deliveries has `arrivals`, too (`TellsArrivals`), which a worker asks every half hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Protocol, runtime_checkable

from django.utils.functional import Promise


class CarrierError(Exception):
    """A carrier refused or did not answer; the text is for staff, in their language."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a parcel comes from or goes to; `country` by ISO 3166 alpha-2, what is not known is empty."""

    name: str = ""
    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One parcel: `number` of `count`, its weight in grams, its size in millimetres (0: not known).

    `value` is that of the goods, tax within; `service` the code of a `CarrierService`; `reference`
    what we call it (the order's number).
    """

    recipient: Address
    sender: Address = Address()
    weight: int = 0
    length: int = 0
    width: int = 0
    height: int = 0
    value: Decimal = Decimal(0)
    currency: str = ""
    service: str = ""
    reference: str = ""
    number: int = 1
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Rate:
    """What a service costs for a parcel, tax within, and its working days to the door (None: not known)."""

    service: str
    price: Decimal
    currency: str
    working_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Label:
    """A label to stick on (PDF, 100 x 150 mm) and the number that the parcel is followed by."""

    pdf: bytes
    tracking_number: str
    media_type: ClassVar[str] = "application/pdf"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One thing that staff enter for a plug-in; a secret one is kept encrypted and never shown."""

    name: str
    label: str | Promise
    is_secret: bool = False
    is_required: bool = False
    help_text: str | Promise = ""


@dataclass(frozen=True, kw_only=True)
class AccountData:
    """What a plug-in is told of its account: names, services and settings as staff entered them."""

    code: str
    name: str
    tracking_url: str = ""
    services: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=dict, repr=False)


@runtime_checkable
class Carrier(Protocol):
    """A carrier; `settings` lists what staff have to enter for it, `title` names it in their list."""

    title: ClassVar[object]
    settings: ClassVar[Sequence[Setting]]

    def __init__(self, account: AccountData) -> None: ...

    def rates(self, parcel: Parcel) -> list[Rate]:
        """Return what each service costs; empty where it does not go. Raises CarrierError."""

    def make_label(self, parcel: Parcel) -> Label:
        """Order the transport of a parcel and return its label. Raises CarrierError."""

    def tracking_url(self, number: str) -> str:
        """Return the page where a parcel is followed; empty where there is none."""


@runtime_checkable
class TellsArrivals(Protocol):
    """What a plug-in has beside `Carrier` if its carrier tells which parcels have arrived."""

    def arrivals(self, numbers: Sequence[str]) -> dict[str, datetime]:
        """Return when parcels arrived, by their numbers (100 at most); those that have not are left out.

        Moments have a time zone. An unknown number is left out. Raises CarrierError.
        """
