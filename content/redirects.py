"""Addresses that pages had in public lead to them in one step; a page that is there always wins.

In place of Wagtail's own handlers, which keep a redirect from an address that a page has again (so that it
leads to itself once the page is taken down) and write one for drafts that nobody could visit.
"""

from collections.abc import Iterator
from urllib.parse import urlparse

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.encoding import uri_to_iri
from django.utils.translation import get_language_from_path
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.signal_handlers import create_redirects
from wagtail.models import Page, PageLogEntry, Site

SLICE = 200


def redirect_old_url(page: Page, old_url_path: str) -> None:
    """Lead from the address that a page, and each below it, had in public to where it is now."""
    if page.url_path == old_url_path:
        return
    for each in (page, *_below(page)):
        if was_public(each):
            before = type(each)()
            before.__dict__.update(each.__dict__)
            before.url_path = old_url_path + each.url_path[len(page.url_path) :]
            sites = Site.objects.exclude(root_page=each).filter(pk__in=_sites_of(each) & _sites_of(before))
            create_redirects(page=each, page_old=before, sites=sites)
        delete_redirects_at(each)


def delete_redirects_at(page: Page) -> None:
    """Remove the redirects that start where a page is.

    Those that lead to the page itself go even while it is taken down; what staff wrote to lead
    elsewhere stays, and is not followed while the page is there.
    """
    leads_to_itself = Q(redirect_page=page.pk)
    is_superseded = leads_to_itself | Q(automatically_created=True) if page.live else leads_to_itself
    redirects_at(page).filter(is_superseded).delete()


def redirects_at(page: Page) -> QuerySet[Redirect]:
    """Return the redirects from a page's own address, on its own site or on all."""
    parts = page.get_url_parts()
    if parts is None or not parts[2]:
        return Redirect.objects.none()
    site = Q(site_id=parts[0]) | Q(site_id=None)
    return Redirect.objects.filter(site, old_path=Redirect.normalise_path(parts[2]))


def was_public(page: Page) -> bool:
    """Say whether the address that a page has just lost was ever seen in public.

    A page that was taken down keeps its last public address; after the first change since then,
    the others are of addresses that only editors saw.
    """
    if page.live or page.first_published_at is None:
        return page.live
    taken_down = PageLogEntry.objects.filter(page=page.pk, action="wagtail.unpublish").order_by("-timestamp")
    moment = taken_down.values_list("timestamp", flat=True).first()
    written = Redirect.objects.filter(redirect_page=page.pk, automatically_created=True)
    return moment is None or not written.filter(created_at__gt=moment).exists()


def final_target(request: HttpRequest, location: str) -> str | None:
    """Follow a redirect's target over further redirects; None when they lead in a circle or nowhere."""
    seen = {_normal(request.path)}
    while (path := _local_path(request, location)) is not None:
        if path in seen:
            return None
        seen.add(path)
        onwards = get_redirect(request, path)
        if onwards is None or onwards.link is None or is_page_at(request, path):
            return location
        location = onwards.link
    return location


def is_page_at(request: HttpRequest, path: str) -> bool:
    """Say whether a live page has this address."""
    site, language = Site.find_for_request(request), get_language_from_path(path)
    rest = path.removeprefix(f"/{language}") if language else path
    roots = [root.root_path for root in Site.get_site_root_paths() if site and root.site_id == site.pk]
    places = [f"{root.rstrip('/')}{rest.rstrip('/')}/" for root in roots]
    return Page.objects.live().filter(url_path__in=places).exists()


def redirect_loops() -> list[int]:
    """Return the ids of the redirects that lead to the address they start at."""
    found = Redirect.objects.filter(redirect_page__isnull=False).select_related("redirect_page")
    return [
        redirect.pk
        for redirect in found.iterator(chunk_size=SLICE)
        if redirect.redirect_page is not None
        and redirects_at(redirect.redirect_page.specific_deferred).filter(pk=redirect.pk).exists()
    ]


def _below(page: Page) -> Iterator[Page]:
    below = page.get_descendants().filter(Q(live=True) | Q(first_published_at__isnull=False))
    return below.defer_streamfields().specific().iterator(chunk_size=SLICE)


def _sites_of(page: Page) -> set[int]:
    return {root.site_id for root in page._get_relevant_site_root_paths()}


def _normal(path: str) -> str:
    return Redirect.normalise_path(uri_to_iri(path))


def _local_path(request: HttpRequest, location: str) -> str | None:
    parsed = urlparse(location)
    if parsed.netloc and parsed.netloc != request.get_host():
        return None
    return _normal(parsed.path or "/")
