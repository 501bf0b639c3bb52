"""The checkout's answers, kept in the session: Oscar's, and where it goes, for which company, the note."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_date
from oscar.apps.checkout import utils

# What a buyer typed or chose; the rest of the checkout's data belongs to one attempt.
ANSWERS = ("guest", "shipping", "delivery", "billing", "company", "payment", "note")


class CheckoutSessionData(utils.CheckoutSessionData):
    """Oscar's, with what the tax and the invoice need; a look at it alone begins and writes no session."""

    def __init__(self, request: HttpRequest) -> None:
        """Take the request; the session gets its part with the first answer."""
        self.request = request

    def _check_namespace(self, namespace: str) -> None:
        self.request.session.setdefault(self.SESSION_KEY, {}).setdefault(namespace, {})

    def _get(self, namespace: str, key: str, default: object = None) -> Any:
        """Return an answer without writing anything."""
        return self.request.session.get(self.SESSION_KEY, {}).get(namespace, {}).get(key, default)

    def _flush_namespace(self, namespace: str) -> None:
        self.request.session.setdefault(self.SESSION_KEY, {})[namespace] = {}
        self.request.session.modified = True

    def _unset(self, namespace: str, key: str) -> None:
        """Forget an answer, if it was given."""
        if key in self.request.session.get(self.SESSION_KEY, {}).get(namespace, {}):
            super()._unset(namespace, key)

    def set_submitted_basket(self, basket: Any) -> None:
        """Remember for which basket the order number was drawn, by its public id."""
        self._set("submission", "basket_id", str(basket.public_id))

    def place(self) -> dict[str, str]:
        """Return country, state and postcode of where the goods go as far as they are known.

        Where the buyer comes to a pick-up point, that is the place; empty before anything is known.
        """
        pickup_place: dict[str, str] | None = self._get("delivery", "place")
        return (pickup_place if self.is_pickup() and pickup_place else None) or self.address_place()

    def address_place(self) -> dict[str, str]:
        """Return country, state and postcode of the address typed so far, wherever the goods go."""
        return self._get("shipping", "place") or {}

    def is_pickup(self) -> bool:
        """Tell whether the buyer comes for the goods: the address is that of the bill then."""
        return bool(self._get("delivery", "pickup"))

    def choose_pickup(self, wanted: bool) -> None:  # noqa: FBT001 - the answer itself
        """Remember whether the buyer comes; a method chosen before was of the other kind: it is forgotten."""
        if wanted != self.is_pickup():
            self._unset("shipping", "method_code")
            self._flush_namespace("delivery")
        self._set("delivery", "pickup", wanted)

    def set_pickup_place(self, *, country: str, state: str, postcode: str) -> None:
        """Remember where the goods are handed over."""
        self._set("delivery", "place", {"country": country, "state": state, "postcode": postcode})

    def delivery_day(self) -> date | None:
        """Return the delivery day chosen."""
        return parse_date(self._get("delivery", "day") or "")

    def set_delivery_day(self, day: date | None) -> None:
        """Remember the delivery day; None forgets it."""
        self._set("delivery", "day", day.isoformat() if day else "")

    def destinations(self) -> list[dict[str, object]]:
        """Return the addresses beside the delivery address, as `shop.checkout.destinations` keeps them."""
        return self._get("delivery", "destinations") or []

    def set_destinations(self, rows: list[dict[str, object]]) -> None:
        """Remember them; none forgets them."""
        self._set("delivery", "destinations", rows)

    def set_place(self, *, country: str, state: str = "", postcode: str = "") -> None:
        """Remember where it goes, perhaps before the whole address is known."""
        self._set("shipping", "place", {"country": country, "state": state, "postcode": postcode})

    def ship_to_user_address(self, address: object) -> None:
        """Send to an address of the book; the delivery method chosen before stays."""
        code = self.shipping_method_code(None)
        super().ship_to_user_address(address)
        if code:
            self.use_shipping_method(code)
        self._set_place_of(address)

    def ship_to_location(self, location: object) -> None:
        """Send to a location of the buyer's company; the delivery method chosen before stays."""
        code = self.shipping_method_code(None)
        self.reset_shipping_data()
        self._set("shipping", "location_id", location.pk)  # type: ignore[attr-defined]
        if code:
            self.use_shipping_method(code)
        self._set_place_of(location)

    def location_id(self) -> int | None:
        """Return the key of the company location chosen; None for another address."""
        chosen: int | None = self._get("shipping", "location_id")
        return chosen

    def is_shipping_address_set(self) -> bool:
        """Tell whether it is known where the goods go."""
        return bool(self.location_id() or super().is_shipping_address_set())

    def ship_to_new_address(self, address_fields: dict[str, Any]) -> None:
        """Send to an address that was typed."""
        self._unset("shipping", "user_address_id")
        self._unset("shipping", "location_id")
        super().ship_to_new_address(address_fields)
        self.set_place(
            country=address_fields["country_id"],
            state=address_fields.get("state") or "",
            postcode=address_fields.get("postcode") or "",
        )

    def _set_place_of(self, address: Any) -> None:
        self.set_place(country=address.country_id, state=address.state, postcode=address.postcode)

    def company(self) -> dict[str, str]:
        """Return `name` and `vat_id` of the company that buys; empty for none."""
        return self._get("company", "given") or {}

    def set_company(self, *, name: str, vat_id: str) -> None:
        """Remember the company to bill; both empty forgets it."""
        self._set("company", "given", {"name": name, "vat_id": vat_id} if name or vat_id else {})

    def purchase(self) -> dict[str, str]:
        """Return the company's `po_number` and `cost_centre` (its key) for this order; empty for none."""
        return self._get("company", "purchase") or {}

    def set_purchase(self, *, po_number: str, cost_centre: str) -> None:
        """Remember the company's order number and cost centre."""
        self._set("company", "purchase", {"po_number": po_number, "cost_centre": cost_centre})

    def uses_credit(self) -> bool:
        """Tell whether the buyer wants to spend their store credit."""
        return bool(self._get("payment", "uses_credit"))

    def gift_cards(self) -> list[str]:
        """Return the hashes of the codes entered, in their order: never the codes.

        By hash, so that a card whose code was replaced meanwhile is in no checkout any more.
        """
        given = self._get("payment", "gift_cards") or []
        return [known for known in given if isinstance(known, str)]

    def set_stored_value(self, *, uses_credit: bool, gift_cards: list[str]) -> None:
        """Remember what of stored value pays."""
        self._set("payment", "uses_credit", uses_credit)
        self._set("payment", "gift_cards", gift_cards)

    def note(self) -> str:
        """Return the buyer's note to the shop."""
        return self._get("note", "text") or ""

    def set_note(self, text: str) -> None:
        """Remember the note."""
        self._set("note", "text", text)

    def answers(self) -> dict[str, object]:
        """Return everything the buyer has answered so far."""
        data = self.request.session.get(self.SESSION_KEY) or {}
        return {name: data[name] for name in ANSWERS if data.get(name)}

    def restore_answers(self, answers: dict[str, object]) -> None:
        """Take answers in that were kept elsewhere."""
        self.request.session.setdefault(self.SESSION_KEY, {}).update(answers)
        self.request.session.modified = True
