"""What crawlers ask for first: /robots.txt and /sitemap.xml with the files it names.

Addresses are those of the host that was asked; ALLOWED_HOSTS decides which hosts there are.
"""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.sitemaps.views import x_robots_tag
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from config.sitemaps import SITEMAPS
from search.parameters import PRICE, PRICE_FROM, PRICE_TO, RATING, SORT, STOCK, TEXT
from shop.configuration.queries import login_is_required

AN_HOUR = 3_600
XML = "application/xml"
# Same for every language: the back office, referral links (a crawler is no referred visitor), the switch.
ONE_ADDRESS = ("/cms/", "/r/", "/i18n/")
PRIVATE_NAMES = ("basket:summary", "checkout:index", "customer:summary")
PRIVATE_PATHS = ("/accounts/", "/partners/")
# Without end in their combinations and no page in their own right. Facets are left to the
# listing, which lets a single one be indexed; a crawler must read it to learn that.
ENDLESS = (TEXT, SORT, PRICE, PRICE_FROM, PRICE_TO, STOCK, RATING)


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
@x_robots_tag
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Name every file of every section."""
    files = []
    for section, sitemap_class in () if login_is_required() else SITEMAPS.items():
        sitemap = sitemap_class(request)
        address = request.build_absolute_uri(reverse("sitemap-section", kwargs={"section": section}))
        changed = sitemap.get_latest_lastmod()
        pages = sitemap.paginator.num_pages
        files += [
            {"location": address if page == 1 else f"{address}?p={page}", "last_mod": changed}
            for page in range(1, pages + 1)
        ]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": files}, content_type=XML)


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
@x_robots_tag
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """List one file of a section; `?p=` counts from 1. A section or file that is not there is 404."""
    if section not in SITEMAPS or login_is_required():
        raise Http404(section)
    try:
        entries = SITEMAPS[section](request).get_urls(page=request.GET.get("p", "1"))
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404(str(error)) from error
    return TemplateResponse(request, "sitemap.xml", {"urlset": entries}, content_type=XML)


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what to leave alone and where the sitemap is."""
    if login_is_required():
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in _forbidden()),
        "Allow: /",
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _forbidden() -> Iterator[str]:
    yield from ONE_ADDRESS
    with override(settings.LANGUAGE_CODE):
        private = [*(reverse(name) for name in PRIVATE_NAMES), *PRIVATE_PATHS]
    for code, _name in settings.LANGUAGES:
        prefix = "" if code == settings.LANGUAGE_CODE else f"/{code}"
        yield from (f"{prefix}{path}" for path in private)
    for name in ENDLESS:
        yield from (f"/*?{name}=", f"/*&{name}=")
