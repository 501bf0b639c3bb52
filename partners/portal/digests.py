"""The weekly mail to partners' people: what is new for them, in their language, when something is.

Being a partner is the request for it; who does not want it says so on the page of what we may send them, or
by the link in each mail, and it ends.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from crm_core.consents.purposes import PURPOSES, Purpose
from partners.accounts.access import PartnerAccess, access_of
from partners.accounts.digests import DIGEST_SOURCES, DigestItem, DigestSource, Week, digest_for
from partners.accounts.queries import partner_people
from partners.portal.queries import news_for
from shop.mail.gates import refusal_of
from shop.mail.kinds import KINDS, EmailType
from shop.mail.services import send
from shop.one_by_one import one_by_one
from shop.time_zones import shop_day
from shop.user.language import reader_language
from shop.user.models import User

KIND, PURPOSE = "partner-digest", "partner-digest"
MOST = 20


def last_week(language: str, *, today: date) -> Week:
    """Return the last whole week before a day, from Monday to Monday in the shop's time zone."""
    monday = today - timedelta(days=today.weekday())
    return Week(since=_start(monday - timedelta(days=7)), until=_start(monday), language=language)


def unread_news(access: PartnerAccess, week: Week) -> list[DigestItem]:
    """List the news of a reader that came out in the week, still stand, and were not opened yet."""
    return [
        DigestItem(title=row.title, path=reverse("partners:news-page", args=[row.pk]))
        for row in news_for(access, now=week.until)
        if week.since <= row.published_from < week.until and not getattr(row, "is_read", False)
    ][:MOST]


def send_digests(*, today: date | None = None) -> int:
    """Write the mail of the last week to everybody who acts for an active account; return how many are new.

    Each gets one mail for a week, however often this runs; nobody gets one without anything new. One that
    fails is logged and keeps no other from theirs.
    """
    day = today or shop_day()
    people = partner_people().filter(is_active=True).distinct()
    return one_by_one(people.iterator(), lambda user: send_digest(user, today=day), what="Partner digest of")


def send_digest(user: User, *, today: date) -> bool:
    """Write one person's mail of the last whole week; tell whether there is one, and it is new."""
    access = access_of(user)
    if access is None or not access.account.is_active or refusal_of(PURPOSE, user.email):
        return False
    language = reader_language(user)
    week = last_week(language, today=today)
    with translation.override(language):
        found = digest_for(access, week)
        if not found:
            return False
        key = f"{KIND}:{shop_day(week.since)}:{user.pk}"
        mail = send(KIND, to=user.email, language=language, context=_context(found), key=key, user=user)
    return mail is not None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def _context(found: Sequence[tuple[DigestSource, Sequence[DigestItem]]]) -> dict[str, object]:
    root = settings.KILN_BASE_URL.rstrip("/")
    parts = [
        (source.label, [(item.title, f"{root}{item.path}") for item in items]) for source, items in found
    ]
    return {"parts": parts, "link": root + reverse("partners:dashboard")}


def _sample() -> dict[str, object]:
    """Show every source with its page in the portal, since a preview has no reader."""
    item = DigestItem(title=str(_("An example")), path=reverse("partners:dashboard"))
    return _context([(source, [item]) for source in DIGEST_SOURCES])


DIGEST_SOURCES.register(DigestSource(name="news", label=_("News"), read=unread_news, order=10))
PURPOSES.register(
    Purpose(
        code=PURPOSE,
        name=_("Weekly news for partners"),
        about=_("For people of partners: what is new in the partner portal. Nothing new, no mail."),
        order=75,
        is_requested=True,
    )
)
KINDS.register(
    EmailType(
        code=KIND,
        name=_("Weekly news for partners"),
        template="partners/mail/digest",
        sample=_sample,
        purpose=PURPOSE,
    )
)
