"""A colleague who was named by @ is told by mail, if they want to be and may see it."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from crm_core.activities.events import ColleagueMentioned
from crm_core.activities.mentions import may_see_mention
from crm_core.activities.models import ActivitySettings, Mention
from crm_core.customers.access.fields import name_for
from shop.events.registry import subscribe
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.user.language import reader_language

MENTION = "colleague-mentioned"


@subscribe(ColleagueMentioned)
def on_mentioned(event: ColleagueMentioned) -> None:
    """Write the mail, once per mention."""
    rows = Mention.objects.select_related("user", "by", "entry__customer", "activity__customer")
    mention = rows.filter(pk=event.mention_id).first()
    if mention is None or not mention.user.is_active or not may_see_mention(mention):
        return
    if ActivitySettings.objects.filter(user=mention.user, mails_mentions=False).exists():
        return
    record = mention.entry or mention.activity
    customer = record.customer if record is not None else None
    language = reader_language(mention.user)
    with translation.override(language):
        context = {
            "by": str(mention.by or ""),
            "customer": name_for(mention.user, customer) if customer else "",
            "subject": mention.activity.subject if mention.activity else "",
            "link": settings.KILN_BASE_URL.rstrip("/") + _path(mention),
        }
    send(
        MENTION,
        to=mention.user.email,
        language=language,
        context=context,
        key=f"{MENTION}:{mention.pk}",
        user=mention.user,
    )


def _path(mention: Mention) -> str:
    if mention.entry_id is not None:
        return reverse("timeline_entry", args=[mention.entry_id])
    return reverse("activity", args=[mention.activity_id])


def _sample() -> dict[str, object]:
    link = settings.KILN_BASE_URL.rstrip("/") + reverse("my_day")
    return {"by": "Ada Potter", "customer": "Mara Lindt", "subject": "", "link": link}


KINDS.register(
    EmailType(
        code=MENTION,
        name=_("A colleague mentioned you"),
        template="crm_core/activities/mail/mention",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
