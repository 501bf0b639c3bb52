"""A partner's link."""

import logging
from datetime import UTC

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from partners.accounts.queries import active_account
from partners.referrals.cookies import write_click
from partners.referrals.tasks import count_referral_click
from shop.ways import safe_way

logger = logging.getLogger(__name__)


@require_safe
def follow_link(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the partner and go on to `to`, a page of ours, else home; open to everybody.

    A code nobody has, or of a suspended account, leads on just the same and leaves nothing
    behind. A browser that merely fetches ahead is not counted and remembers nothing.
    """
    response = HttpResponseRedirect(local_path(request, request.GET.get("to", "")))
    patch_cache_control(response, private=True, no_store=True)
    account = active_account(code)
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if account is None or ahead or request.method != "GET":
        return response
    now = timezone.now()
    write_click(response, code=account.code, now=now)
    try:
        count_referral_click.apply_async((account.pk, now.astimezone(UTC).date().isoformat()), retry=False)
    except OperationalError:
        logger.warning("The broker is away; a click of partner %s is not counted.", account.code)
    return response


def local_path(request: HttpRequest, target: str) -> str:
    """Return `target` if it is a path of this site, else the home page's."""
    return safe_way(request, target if target.startswith("/") else None, otherwise="/")
