"""Product feeds for shopping portals, in the format of Google Merchant Center (RSS 2.0).

`/feeds/<language>-<country>.xml`: one for each language and each country that it delivers to. Prices are
those of the product pages as a stranger sees them; where strangers see no prices there is no feed.
"""

from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from django.conf import settings
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from oscar.apps.address.models import Country

from shop.configuration.queries import strangers_see_prices
from shop.identity.queries import shop_identity
from shop.spreadsheets.cells import ILLEGAL
from shop.storefront.feed import FeedItem, feed_items, feed_products

PER_FILE = 1_000
#: How long a portal or proxy may keep it; a price may lag behind its page as long.
SECONDS = 300
GOOGLE, CUSTOM = "http://base.google.com/ns/1.0", "http://base.google.com/cns/1.0"
AVAILABILITY = {"good": "in_stock", "low": "in_stock", "later": "backorder", "none": "out_of_stock"}
ET.register_namespace("g", GOOGLE)
ET.register_namespace("c", CUSTOM)


@require_safe
@cache_control(public=True, max_age=SECONDS)
def product_feed(request: HttpRequest, language: str, country: str) -> HttpResponse:
    """Write one file of a feed; `?p=` counts from 1, and a `Link` header names the next.

    404 for a language that the shop does not speak, a country that it does not deliver to, a file that is not
    there, and where strangers see no prices.
    """
    if not strangers_see_prices() or language not in dict(settings.LANGUAGES):
        raise Http404(language)
    if not Country.objects.filter(pk=country, is_shipping_country=True).exists():
        raise Http404(country)
    try:
        page = Paginator(feed_products(), PER_FILE).page(request.GET.get("p", "1"))
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404(str(error)) from error
    with override(language):
        items = feed_items(list(page.object_list))
        body = _document(request, items, country)
    response = HttpResponse(body, content_type="application/xml; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex"
    if page.has_next():
        following = request.build_absolute_uri(f"{request.path}?p={page.next_page_number()}")
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _document(request: HttpRequest, items: list[FeedItem], country: str) -> bytes:
    base, name = request.build_absolute_uri("/"), shop_identity().name
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    for tag, text in (("title", name), ("link", base), ("description", name)):
        ET.SubElement(channel, tag).text = _clean(text)
    for item in items:
        element = ET.SubElement(channel, "item")
        for tag, text in _fields(item, base=base, shop_name=name):
            if text:
                ET.SubElement(element, tag).text = _clean(text)
        shipping = ET.SubElement(element, f"{{{GOOGLE}}}shipping")
        ET.SubElement(shipping, f"{{{GOOGLE}}}country").text = country
    return ET.tostring(rss, encoding="utf-8", xml_declaration=True)


def _fields(item: FeedItem, *, base: str, shop_name: str) -> Iterator[tuple[str, str]]:
    for tag, text in (
        ("id", item.sku),
        ("item_group_id", item.group),
        ("title", item.title),
        ("description", item.description),
        ("link", urljoin(base, item.path)),
        ("image_link", urljoin(base, item.image) if item.image else ""),
        ("availability", AVAILABILITY[item.state]),
        ("price", _money(item.price, item.currency)),
        ("sale_price", _money(item.sale_price, item.currency)),
        ("brand", item.brand or shop_name),
        ("gtin", item.gtin),
        ("identifier_exists", "" if item.gtin else "no"),
        ("product_type", item.category),
        ("condition", "new"),
    ):
        yield f"{{{GOOGLE}}}{tag}", text
    yield f"{{{CUSTOM}}}lowest_price_30_days", _money(item.lowest, item.currency)


def _money(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else f"{amount:f} {currency}"


def _clean(text: str) -> str:
    """Leave out what XML cannot hold."""
    return ILLEGAL.sub("", text)
