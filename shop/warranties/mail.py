"""The mail of a repair: one kind that says where it stands, in the language its customer reads."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.notifications.order_mail import mail_language
from shop.returns.mail import return_address
from shop.returns.policy import policy
from shop.warranties.links import repair_link
from shop.warranties.models import Repair
from shop.warranties.states import RepairState

KIND = "repair"
#: What the customer did themselves is told by its page.
SILENT = (RepairState.CANCELLED, RepairState.REPAIRED)


def send_repair_mail(repair: Repair, state: str) -> bool:
    """Write the mail of a state, once; return whether this call did. Some states have none."""
    order = repair.unit.line.order
    if not order.email or state in SILENT:
        return False
    language = mail_language(order)
    with translation.override(language):
        context = mail_context(repair, state)
    key = f"repair:{repair.pk}:{state}"
    sent = send(KIND, to=order.email, language=language, context=context, key=key, user=order.user)
    return sent is not None


def mail_context(repair: Repair, state: str) -> dict[str, object]:
    """Return what the mail of a state says, in the active language."""
    return {
        "repair": repair,
        "state": state,
        "title": repair.unit.line.title,
        "address": return_address(policy()),
        "link": repair_link(repair),
    }


def _sample() -> dict[str, object] | None:
    repair = Repair.objects.select_related("unit__line__order").first()
    return mail_context(repair, repair.state) if repair else None


KINDS.register(
    EmailType(
        code=KIND, name=_("Repair"), template="warranties/mail/repair", sample=_sample, purpose=TRANSACTIONAL
    )
)
