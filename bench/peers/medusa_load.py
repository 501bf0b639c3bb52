"""Load the comparison's catalogue into a running Medusa through its admin API."""

import json
from collections.abc import Callable

from bench.load import Browser
from bench.peers.catalogue import Catalogue
from shop.json_types import JsonObject

Send = Callable[[str, object], JsonObject]
Read = Callable[[str], JsonObject]

AT_ONCE = 100


def load(browser: Browser, catalogue: Catalogue) -> JsonObject:
    """Set the shop up and load it; return the key of its sales channel and the ids by slug and SKU."""
    login = {"email": "admin@example.com", "password": "supersecret"}
    token = _sent(browser, "POST", "/auth/user/emailpass", login)["token"]
    browser.headers["Authorization"] = f"Bearer {token}"
    post = lambda path, sent: _sent(browser, "POST", f"/admin/{path}", sent)  # noqa: E731
    get = lambda path: _sent(browser, "GET", f"/admin/{path}")  # noqa: E731
    channels = get("sales-channels")["sales_channels"]
    channel = (channels[0] if channels else post("sales-channels", {"name": "Web"})["sales_channel"])["id"]
    store = get("stores")["stores"][0]["id"]
    currency = {"currency_code": "gbp", "is_default": True}
    post(f"stores/{store}", {"supported_currencies": [currency], "default_sales_channel_id": channel})
    place = {
        "name": "UK",
        "currency_code": "gbp",
        "countries": ["gb"],
        "payment_providers": ["pp_system_default"],
    }
    region = post("regions", place)["region"]["id"]
    post("tax-regions", {"country_code": "gb", "provider_id": "tp_system"})
    key = post("api-keys", {"title": "web", "type": "publishable"})["api_key"]
    post(f"api-keys/{key['id']}/sales-channels", {"add": [channel]})
    location, profile = _delivery(post, get, channel)
    categories: dict[object, str] = {}
    for row in catalogue.categories:
        sent = {"name": row["name"], "handle": row["slug"], "is_active": True, "is_internal": False}
        sent["parent_category_id"] = categories.get(row["parent"])
        categories[row["id"]] = post("product-categories", sent)["product_category"]["id"]
    lines = (catalogue.folder / "products.jsonl").read_text(encoding="utf-8").splitlines()
    products: dict[str, str] = {}
    for first in range(0, len(lines), AT_ONCE):
        rows = [json.loads(line) for line in lines[first : first + AT_ONCE]]
        products |= _products(post, rows, categories, channel=channel, location=location, profile=profile)
    by_slug = {row["slug"]: categories[row["id"]] for row in catalogue.categories}
    return {"key": key["token"], "region": region, "categories": by_slug, "products": products}


def _delivery(post: Send, get: Read, channel: str) -> tuple[str, str]:
    """Set a warehouse up that sends for nothing; return its id and that of the shipping profile."""
    warehouse = {"name": "Warehouse", "address": {"address_1": "1", "country_code": "gb"}}
    location: str = post("stock-locations", warehouse)["stock_location"]["id"]
    post(f"stock-locations/{location}/sales-channels", {"add": [channel]})
    post(f"stock-locations/{location}/fulfillment-providers", {"add": ["manual_manual"]})
    post(f"stock-locations/{location}/fulfillment-sets", {"name": "ship", "type": "shipping"})
    found = get(f"stock-locations/{location}?fields=*fulfillment_sets")
    sets = found["stock_location"]["fulfillment_sets"][0]["id"]
    zone = {"name": "UK", "geo_zones": [{"type": "country", "country_code": "gb"}]}
    post(f"fulfillment-sets/{sets}/service-zones", zone)
    found = get(f"stock-locations/{location}?fields=*fulfillment_sets.service_zones")
    zone_id = found["stock_location"]["fulfillment_sets"][0]["service_zones"][0]["id"]
    profiles = get("shipping-profiles")["shipping_profiles"]
    default = {"name": "Default", "type": "default"}
    profile: str = (profiles[0] if profiles else post("shipping-profiles", default)["shipping_profile"])["id"]
    post(
        "shipping-options",
        {
            "name": "Free",
            "service_zone_id": zone_id,
            "shipping_profile_id": profile,
            "provider_id": "manual_manual",
            "price_type": "flat",
            "type": {"label": "Std", "description": "Std", "code": "std"},
            "prices": [{"currency_code": "gbp", "amount": 0}],
            "rules": [
                {"attribute": "enabled_in_store", "value": "true", "operator": "eq"},
                {"attribute": "is_return", "value": "false", "operator": "eq"},
            ],
        },
    )
    return location, profile


def _products(
    post: Send, rows: list[dict], categories: dict[object, str], *, channel: str, location: str, profile: str
) -> dict[str, str]:
    """Make products with stock; return their variants by SKU."""
    made = post(
        "products/batch?fields=id,variants.id,variants.sku,variants.inventory_items.inventory_item_id",
        {"create": [_product(row, categories, channel=channel, profile=profile) for row in rows]},
    )["created"]
    variants = [product["variants"][0] for product in made]
    levels = [
        {
            "inventory_item_id": variant["inventory_items"][0]["inventory_item_id"],
            "location_id": location,
            "stocked_quantity": 1_000_000,
        }
        for variant in variants
    ]
    post("inventory-items/location-levels/batch", {"create": levels})
    return {variant["sku"]: variant["id"] for variant in variants}


def _product(row: dict, categories: dict[object, str], *, channel: str, profile: str) -> dict[str, object]:
    variant = {
        "title": "one",
        "sku": row["sku"],
        "manage_inventory": True,
        "options": {"Default": "one"},
        "prices": [{"currency_code": "gbp", "amount": float(row["price"])}],
    }
    return {
        "title": row["title"],
        "handle": row["slug"],
        "description": row["description"],
        "status": "published",
        "shipping_profile_id": profile,
        "categories": [{"id": categories[row["category"]]}],
        "sales_channels": [{"id": channel}],
        "material": row["material"],
        "metadata": {"brand": row["brand"], "colour": row["colour"]},
        "options": [{"title": "Default", "values": ["one"]}],
        "variants": [variant],
    }


def _sent(browser: Browser, method: str, path: str, sent: object = None) -> JsonObject:
    body = None if sent is None else json.dumps(sent)
    status, content = browser.request(method, path, json=body)
    if status >= 400:
        raise SystemExit(f"medusa {method} {path}: {status} {content[:500]!r}")
    said: JsonObject = json.loads(content)
    return said
