"""A partner's link."""

import logging
import re
from datetime import UTC, datetime

from allauth.core.internal.httpkit import get_client_ip
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from partners.accounts.models import PartnerAccount
from partners.accounts.queries import active_account
from partners.referrals.cookies import Click, click_in, write_click
from partners.referrals.tasks import count_referral_click
from shop.safe_redirects import safe_redirect_url

logger = logging.getLogger(__name__)

DAY_SECONDS = 86_400
# Crawlers, previews of messengers and programs, as they name themselves.
MACHINES = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|scrap|preview|facebookexternalhit|whatsapp|embedly|headless|lighthouse"
    r"|pingdom|uptime|monitor|curl|wget|python|java/|go-http|okhttp|axios|node-fetch|httpclient|libwww|perl|ruby",
    re.IGNORECASE,
)


@require_safe
def follow_link(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the partner and go on to `to`, a page of ours, else home; open to everybody.

    A code nobody has, or of a suspended account, leads on just the same and leaves nothing
    behind. A browser that merely fetches ahead, or shows the link as a picture or a frame of another
    page, is not counted and remembers nothing. A visitor counts once a day and partner.
    """
    response = HttpResponseRedirect(local_path(request, request.GET.get("to", "")))
    patch_cache_control(response, private=True, no_store=True)
    account = active_account(code)
    if account is None or not is_visit(request):
        return response
    now = timezone.now()
    before = click_in(request.COOKIES, now=now)
    write_click(response, code=account.code, now=now)
    if not is_new_today(request, account, before=before, now=now):
        return response
    try:
        count_referral_click.apply_async((account.pk, now.astimezone(UTC).date().isoformat()), retry=False)
    except Exception:  # every transport has errors of its own, and the visitor goes on all the same
        logger.warning("A click of partner %s is not counted.", account.code, exc_info=True)
    return response


def is_visit(request: HttpRequest) -> bool:
    """Tell whether somebody follows the link now, as far as the browser says."""
    headers = request.headers
    purpose = " ".join(headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    is_ahead = any(word in purpose.lower() for word in ("prefetch", "prerender", "preview"))
    is_page = headers.get("Sec-Fetch-Dest", "document") == "document"
    return request.method == "GET" and is_page and not is_ahead


def is_new_today(
    request: HttpRequest, account: PartnerAccount, *, before: Click | None, now: datetime
) -> bool:
    """Tell whether a click is to be counted: a person's first of the day (UTC) on this partner's links.

    The visitor's last click is in their cookie. Who takes no cookies is known again by a keyed hash of
    address and browser, which the cache forgets after a day and which names nobody.
    """
    agent = request.headers.get("User-Agent", "")
    if not agent or MACHINES.search(agent):
        return False
    day = now.astimezone(UTC).date()
    if before is not None and before.clicked_at.astimezone(UTC).date() == day:
        last = active_account(before.code)
        if last is not None and last.pk == account.pk:
            return False
    seen = f"{day}|{account.pk}|{get_client_ip(request)}|{agent}"
    key = salted_hmac("kiln.referral.seen", seen, algorithm="sha256").hexdigest()
    return bool(cache.add(f"referral:{key}", 1, DAY_SECONDS))


def local_path(request: HttpRequest, target: str) -> str:
    """Return `target` if it is a path of this site, else the home page's."""
    return safe_redirect_url(request, target if target.startswith("/") else None, otherwise="/")
