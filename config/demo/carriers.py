"""The demo's carriers, the weight of its products, a pick-up point, a van that comes on a chosen day."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F

from shop.carriers.models import CarrierAccount, CarrierService
from shop.carriers.secrets import keep_settings
from shop.catalogue.models import Product
from shop.shipping.models import DeliveryOption, DeliveryRate, DeliveryTableRow, DeliveryZone
from shop.stock.models import Warehouse

OWN_LABELS = "shop.carriers.own_labels.OwnLabels"
#: Code, name, tracking link, services.
CARRIERS = (
    (
        "parcel-post",
        "Parcel post",
        "https://www.dhl.com/global-en/home/tracking/tracking-parcel.html?submit=1&tracking-id={number}",
        (("parcel", "Parcel"), ("express", "Express")),
    ),
    ("own-van", "Own van", "", (("tour", "Delivery tour"),)),
)
HOURS = {
    "en": "Tuesday to Friday 10-18\nSaturday 10-14",
    "zh_hans": "周二至周五 10:00-18:00\n周六 10:00-14:00",
    "zh_hant": "週二至週五 10:00-18:00\n週六 10:00-14:00",
}
PICKUP = {"en": "Pick up at the workshop", "zh_hans": "到工坊自取", "zh_hant": "到工坊自取"}
PICKUP_TOLD = {"en": "Free of charge.", "zh_hans": "免费。", "zh_hant": "免費。"}
TOUR = {"en": "Delivery on a day of your choice", "zh_hans": "指定日期送货", "zh_hant": "指定日期送貨"}
TOUR_TOLD = {
    "en": "By our own van.",
    "zh_hans": "由我们自己的货车送达。",
    "zh_hant": "由我們自己的貨車送達。",
}
#: Postcodes, weight up to, value of the goods from, price.
TABLE = (
    ("", 2000, "0", "9.00"),
    ("", 10000, "0", "14.00"),
    ("", 30000, "0", "24.00"),
    ("", 30000, "200", "12.00"),
    ("18, 23-26", 30000, "0", "29.00"),
)


@transaction.atomic
def add_carriers() -> int:
    """Enter carriers, weights, pick-up and van, unless there are carriers; return how many are new."""
    if CarrierAccount.objects.exists():
        return 0
    Product.objects.filter(weight__isnull=True).update(weight=F("pk") % 8 * 150 + 250)
    services = {code: service for carrier in CARRIERS for code, service in _add_carrier(*carrier).items()}
    for option, service in (("standard", "parcel"), ("express", "express")):
        DeliveryOption.objects.filter(code=option, service=None).update(service=services[service])
    _add_pickup()
    _add_tour(services["tour"])
    return len(CARRIERS)


def _add_carrier(
    code: str, name: str, link: str, services: tuple[tuple[str, str], ...]
) -> dict[str, CarrierService]:
    account = CarrierAccount(code=code, name=name, plugin=OWN_LABELS, tracking_template=link)
    keep_settings(account, {"prefix": "".join(part[0] for part in code.split("-")).upper()})
    account.save()
    return {
        service: CarrierService.objects.create(carrier=account, code=service, name=title)
        for service, title in services
    }


def _add_pickup() -> None:
    place = Warehouse.objects.filter(is_active=True, country__isnull=False).first()
    if place is None:
        return
    place.is_pickup = True
    for language, text in HOURS.items():
        setattr(place, f"opening_hours_{language}", text)
    place.save()
    words = {f"name_{code}": text for code, text in PICKUP.items()}
    words |= {f"description_{code}": text for code, text in PICKUP_TOLD.items()}
    DeliveryOption.objects.create(
        code="pickup", kind=DeliveryOption.Kind.PICKUP, position=10, pickup_price=0, **words
    )


def _add_tour(service: CarrierService) -> None:
    zone = DeliveryZone.objects.order_by("position").first()
    if zone is None:
        return
    words = {f"name_{code}": text for code, text in TOUR.items()}
    words |= {f"description_{code}": text for code, text in TOUR_TOLD.items()}
    option = DeliveryOption.objects.create(
        code="tour",
        position=5,
        pricing=DeliveryOption.Pricing.TABLE,
        service=service,
        offers_days=True,
        days_shown=8,
        delivery_weekdays="246",
        daily_capacity=12,
        **words,
    )
    DeliveryRate.objects.create(option=option, zone=zone, price=Decimal("9.00"), working_days=1)
    DeliveryTableRow.objects.bulk_create(
        DeliveryTableRow(
            option=option,
            zone=zone,
            postcodes=postcodes,
            weight_up_to=weight,
            value_from=Decimal(value),
            price=Decimal(price),
        )
        for postcodes, weight, value, price in TABLE
    )
