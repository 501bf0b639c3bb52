"""What mails of sequences are for: any purpose one can agree to, and offers by who looks after one."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.consents.purposes import PURPOSES, Channel, Purpose, purpose_choices
from shop.mail.kinds import KINDS, EmailType

SALES = "personal-offers"

PURPOSES.register(
    Purpose(
        code=SALES,
        name=pgettext_lazy("purpose of mails", "Personal offers"),
        about=_("From the person here who looks after you: advice, reorders and offers for you."),
        channels=(Channel.EMAIL, Channel.PHONE),
        order=25,
    )
)


def mail_kind(purpose: str) -> str:
    """Return the kind under which the mails of a purpose go through the outbox."""
    return f"sequence-{purpose}"


def choices() -> list[tuple[str, str | Promise]]:
    """List the purposes that a sequence may have."""
    return [(code, name) for code, name in purpose_choices() if mail_kind(code) in KINDS]


def _sample() -> dict[str, object] | None:
    """Nothing: a sequence previews its own mails."""
    return None


for _code, _label in purpose_choices():
    KINDS.register(
        EmailType(
            code=mail_kind(_code), name=_("E-mail of a sequence"), template="", sample=_sample, purpose=_code
        )
    )
