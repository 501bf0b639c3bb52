"""What the frame of every storefront page shows: languages, basket count, canonical address."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from django import template
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Sum
from django.template import Context
from django.template.base import FilterExpression, Parser, Token
from django.utils.functional import empty
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from shop.basket.cookies import public_id_from_cookies
from shop.basket.models import Basket, Line
from shop.catalogue.categories import hidden_categories
from shop.catalogue.models import Product
from shop.partner.buyers import buyer_for
from shop.storefront.cards import ProductCard, RootCategory, product_cards, root_categories
from shop.storefront.fragments import fragment
from shop.user.models import User

register = template.Library()
ID_AT_THE_END = re.compile(r"_\d+\Z")
NOT_WORDS = re.compile(r"[\W_]+")
LONGEST_WORDS = 80


@dataclass(frozen=True)
class LanguageLink:
    """The same page in another language, or its home page when it was not written there."""

    code: str
    name: str
    path: str
    url: str
    is_current: bool
    is_same_page: bool
    is_default: bool = False


def _path_in(language: str, path: str, current: str) -> str:
    """Swap the language prefix; every path of the storefront is the same in all languages."""
    bare = path
    if current != settings.LANGUAGE_CODE and path.startswith(f"/{current}/"):
        bare = path[len(current) + 1 :]
    return bare if language == settings.LANGUAGE_CODE else f"/{language}{bare}"


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """List this page in every language of the shop, itself included.

    A view whose page has another path in another language, or none, gives `alternates` in
    its context: a mapping from language code to path.
    """
    request = context.get("request")
    if request is None:
        return []
    current = get_language() or settings.LANGUAGE_CODE
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    paths = context.get("alternates") or {
        code: _path_in(code, request.path, current) for code, _name in settings.LANGUAGES
    }
    homes = {code: _path_in(code, "/", settings.LANGUAGE_CODE) for code, _name in settings.LANGUAGES}
    return [
        LanguageLink(
            code=code,
            name=get_language_info(code)["name_local"],
            path=paths.get(code, home),
            url=paths[code] + query if code in paths else home,
            is_current=code == current,
            is_same_page=code in paths,
            is_default=code == settings.LANGUAGE_CODE,
        )
        for code, home in homes.items()
    ]


@register.filter
def html_lang(code: str) -> str:
    """Write a language code as HTML and search engines know it: zh-hans is zh-Hans."""
    return {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(code, code)


@register.filter
def og_locale(code: str) -> str:
    """Write a language code as Open Graph knows it."""
    return {"zh-hans": "zh_CN", "zh-hant": "zh_TW"}.get(code, "en_GB")


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str, query: str = "") -> str:
    """Turn a path of this site, and the parameters that belong to it, into a full address."""
    address = context["request"].build_absolute_uri(path)
    return f"{address}?{query}" if query else address


@register.simple_tag(takes_context=True)
def basket_count(context: Context) -> int:
    """Count the pieces in this visitor's basket without loading it.

    No query for a visitor without a basket, one for everybody else: the middleware's lazy
    basket would load its lines, their prices and all offers. Only just after logging in,
    when a guest's basket waits to be merged, the basket itself is asked.
    """
    request = context.get("request")
    basket = getattr(request, "basket", None)
    if request is None or basket is None:
        return 0
    cookie = request.COOKIES.get(settings.OSCAR_BASKET_COOKIE_OPEN)
    is_member = request.user.is_authenticated
    if getattr(basket, "_wrapped", None) is not empty or (is_member and cookie):
        return basket.num_items
    if is_member:
        return _pieces(basket__owner=request.user)
    public_id = public_id_from_cookies(request.COOKIES)
    return _pieces(basket__public_id=public_id, basket__owner=None) if public_id else 0


def _pieces(**where: object) -> int:
    lines = Line.objects.filter(basket__status=Basket.OPEN, **where)
    return lines.aggregate(pieces=Sum("quantity"))["pieces"] or 0


@register.simple_tag(takes_context=True)
def shop_categories(context: Context) -> list[RootCategory]:
    """List the categories of the first level, for a shop whose menu nobody has written yet."""
    return root_categories(buyer=buyer_for(_user_of(context)))


@register.simple_tag(takes_context=True)
def categories_kept_back(context: Context) -> frozenset[int]:
    """Return the categories that this reader does not see, most often none: menus are kept by them."""
    return hidden_categories(lambda: buyer_for(_user_of(context)))


def _user_of(context: Context) -> User | AnonymousUser | None:
    return getattr(context.get("request"), "user", None)


@register.simple_tag(takes_context=True)
def cards_of(context: Context, products: Iterable[Product]) -> list[ProductCard]:
    """Turn a page of products that a view of Oscar's gives into cards for this buyer."""
    return product_cards([product.pk for product in products], buyer=buyer_for(context["request"].user))


class KeptNode(template.Node):
    """The inside of `kept`, rendered once for each language and version."""

    def __init__(self, name: str, parts: list[FilterExpression], inside: template.NodeList) -> None:
        self.name, self.parts, self.nodelist = name, parts, inside

    def render(self, context: Context) -> SafeString:
        """Return what is kept; of a page in bad times, which knows nothing of the shop, nothing is."""
        if "shop_identity" not in context:
            return self.nodelist.render(context)
        parts = [part.resolve(context) for part in self.parts]
        return fragment(self.name, *parts, render=lambda: self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Render the inside once in this process: `{% kept "name" part %}...{% endkept %}`.

    For what depends on nothing but the language, the parts named and what `shop.configuration.memory` keeps;
    never on the reader, the basket or the address.
    """
    _tag, name, *parts = token.split_contents()
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name.strip("\"'"), [parser.compile_filter(part) for part in parts], inside)


@register.filter
def url_words(path: str) -> str:
    """Read the words of an address that leads nowhere, to look for: ".../bud-vase_12/" is "bud vase"."""
    last = unquote(path or "").rstrip("/").rpartition("/")[2]
    return " ".join(NOT_WORDS.sub(" ", ID_AT_THE_END.sub("", last)).split())[:LONGEST_WORDS]
