"""To where a customer's order may go: their address book, their record, earlier orders, or a new address."""

from dataclasses import dataclass
from typing import Any

from crm_core.customers.models import CustomerOrder
from crm_core.order_entry.buyers import Place, Purchaser
from crm_core.order_entry.delivering import point_of
from crm_core.order_entry.models import OrderDraft
from crm_core.profile.models import CustomerAddress
from shop.checkout.address_forms import ShippingAddressForm
from shop.order.models import BillingAddress, ShippingAddress

NEW = "new"
FROM_ORDERS = 5
LINE_LENGTH = 255
PREFIX = "address"


@dataclass(frozen=True, kw_only=True)
class AddressChoice:
    """An address to choose: by its key, in one line, and unsaved as an order's."""

    key: str
    label: str
    address: ShippingAddress


def choices_for(draft: OrderDraft, purchaser: Purchaser) -> list[AddressChoice]:
    """List the customer's addresses in countries that we send to, each once, the usual one first."""
    found = [*_from_book(purchaser), *_from_orders(draft), *_from_record(draft)]
    seen: set[str] = set()
    kept = []
    for choice in found:
        place = " ".join(choice.label.casefold().split())
        if place not in seen:
            seen.add(place)
            kept.append(choice)
    return kept


def chosen_key(draft: OrderDraft, choices: list[AddressChoice]) -> str:
    """Return which address the draft goes to: the one chosen, else the first, else a new one."""
    keys = [choice.key for choice in choices]
    if draft.ship_to in (*keys, NEW):
        return draft.ship_to
    return keys[0] if keys else NEW


def address_form(draft: OrderDraft, *, is_asked: bool) -> ShippingAddressForm:
    """Return the form of a new address with what was typed; `is_asked`: with what is wrong."""
    typed = {str(name): value for name, value in draft.address.items()}
    if is_asked:
        data = {f"{PREFIX}-{name}": value for name, value in typed.items()}
        return ShippingAddressForm(data, prefix=PREFIX, instance=ShippingAddress())
    return ShippingAddressForm(initial=typed, prefix=PREFIX, instance=ShippingAddress())


def address_of(draft: OrderDraft, choices: list[AddressChoice]) -> ShippingAddress | None:
    """Return the unsaved address that the draft goes to; None where there is none yet."""
    key = chosen_key(draft, choices)
    if key != NEW:
        return next(choice.address for choice in choices if choice.key == key)
    form = address_form(draft, is_asked=True)
    if not draft.address or not form.is_valid():
        return None
    address: ShippingAddress = form.save(commit=False)
    return address


def place_of(draft: OrderDraft, address: ShippingAddress | None) -> Place | None:
    """Return where the goods are handed over: the pickup point, else where they go, as much as is typed."""
    if point := point_of(draft):
        return Place(country=point.country_id or "", state=point.state, postcode=point.postcode)
    if address is not None:
        return Place(
            country=address.country_id or "", state=address.state or "", postcode=address.postcode or ""
        )
    country = str(draft.address.get("country") or "")
    return Place(country=country) if country else None


def billing_address_for(address: ShippingAddress | None, purchaser: Purchaser) -> BillingAddress | None:
    """Bill to where the parcel goes, to the company if one buys, as the checkout does."""
    if address is None:
        return None
    shared = {field.attname for field in BillingAddress._meta.concrete_fields} - {"id"}
    fields = [f.attname for f in ShippingAddress._meta.concrete_fields if f.attname in shared]
    billing = BillingAddress(**{name: getattr(address, name) for name in fields})
    company = purchaser.company.name if purchaser.company else ""
    billing.line2 = ", ".join(part for part in (company, billing.line2) if part)[:LINE_LENGTH]
    return billing


def _copy(saved: Any) -> ShippingAddress:
    address = ShippingAddress()
    saved.populate_alternative_model(address)
    return address


def _choice(key: str, address: ShippingAddress) -> AddressChoice:
    label = ", ".join(str(part) for part in address.active_address_fields() if part)
    return AddressChoice(key=key, label=label, address=address)


def _from_book(purchaser: Purchaser) -> list[AddressChoice]:
    if purchaser.account is None:
        return []
    own: Any = purchaser.account.addresses.filter(country__is_shipping_country=True)
    rows = own.select_related("country").order_by(
        "-is_default_for_shipping", "-num_orders_as_shipping_address"
    )
    return [_choice(f"book:{row.pk}", _copy(row)) for row in rows[:20]]


def _from_orders(draft: OrderDraft) -> list[AddressChoice]:
    orders = CustomerOrder.objects.filter(customer=draft.customer_id, order__shipping_address__isnull=False)
    latest = orders.order_by("-order__date_placed").values_list("order__shipping_address", flat=True)
    keys = list(latest[:FROM_ORDERS])
    rows = ShippingAddress.objects.filter(pk__in=keys, country__is_shipping_country=True)
    found = {row.pk: row for row in rows.select_related("country")}
    return [_choice(f"order:{pk}", _without_key(found[pk])) for pk in keys if pk in found]


def _without_key(saved: ShippingAddress) -> ShippingAddress:
    copy = ShippingAddress()
    for field in ShippingAddress._meta.concrete_fields:
        if not field.primary_key:
            setattr(copy, field.attname, getattr(saved, field.attname))
    copy.country = saved.country
    return copy


def _from_record(draft: OrderDraft) -> list[AddressChoice]:
    rows = CustomerAddress.objects.filter(
        customer=draft.customer_id, country__is_shipping_country=True
    ).exclude(line1="")
    return [
        _choice(f"profile:{row.pk}", _of_record(row, name=draft.customer.name))
        for row in rows.select_related("country").order_by("-is_shipping", "-preferred_at", "pk")[:20]
    ]


def _of_record(row: CustomerAddress, *, name: str) -> ShippingAddress:
    first, _space, last = (row.name or name).rpartition(" ")
    address = ShippingAddress(
        first_name=first,
        last_name=last,
        line1=row.line1,
        line2=row.line2,
        line4=row.city,
        state=row.state,
        postcode=row.postcode,
    )
    if row.country is not None:
        address.country = row.country
    return address
