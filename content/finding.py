"""Pages in the search of the back office: those that the user may edit, by title and address."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext_lazy
from wagtail.permission_policies.pages import PagePermissionPolicy

from shop.backoffice.access import PAGE_ACTIONS
from shop.backoffice.global_search.registry import CANDIDATES, PROVIDERS, Hit, SearchProvider, fit_of
from shop.backoffice.searching import contains, name_contains
from shop.user.models import User

ROOT_DEPTH = 1


def find_pages(text: str, user: User) -> list[Hit]:
    """Find pages, drafts too; each leads to its form."""
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, PAGE_ACTIONS)
    wanted = name_contains(text, "draft_title") | contains("slug", text)
    found = pages.filter(wanted, depth__gt=ROOT_DEPTH).select_related("locale").order_by("path")
    return [
        Hit(
            title=page.draft_title or page.title,
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            note=f"{page.locale} · /{page.slug}/",
            fit=fit_of(text, page.draft_title, page.title, page.slug),
        )
        for page in found[:CANDIDATES]
    ]


def may_find_pages(user: User) -> bool:
    """Say whether somebody has to do with pages at all."""
    return bool(PagePermissionPolicy().user_has_any_permission(user, PAGE_ACTIONS))


PROVIDERS.register(
    SearchProvider(
        name="pages",
        label=pgettext_lazy("of the site", "Pages"),
        icon="doc-full",
        order=50,
        allows=may_find_pages,
        find=find_pages,
        list_url=lambda text: f"{reverse('wagtailadmin_pages:search')}?{urlencode({'q': text})}",
    )
)
