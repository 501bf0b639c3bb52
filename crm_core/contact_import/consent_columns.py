"""What a row says of a yes to the newsletter: by which ways, since when, how it was given."""

import re
from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.consents.purposes import WRITTEN, Channel
from crm_core.contact_import.contact import Contact
from shop.contact_data import visible_line
from shop.imports.dates import DateStyle
from shop.imports.errors import BadValueError

CONSENT = ("newsletter_by", "consent_at", "consent_how")
WAY_BREAKS = re.compile(r"\s*(?::::|[;,\n])\s*")
#: How databases write a day that there is not.
NO_DAY = "0000-00-00"
LONGEST_PROOF = 500
#: Heading and text of each filled column of a target.
Said = Mapping[str, Sequence[tuple[str, str]]]


def read_consent(contact: Contact, said: Said, dates: DateStyle, problems: list[BadValueError]) -> None:
    """Fill in ways, day and proof; where the ways cannot be read, there is no yes."""
    known = {word: str(way) for way in WRITTEN for word in (str(way.value), str(way.label).casefold())}
    known["e-mail"] = str(Channel.EMAIL)
    for name, text in said["newsletter_by"]:
        for part in filter(None, WAY_BREAKS.split(text.casefold())):
            way = known.get(part, "")
            if not way:
                words = _("“%(value)s” is no channel") % {"value": part[:40]}
                problems.append(BadValueError(name, words))
            elif way not in contact.newsletter_by:
                contact.newsletter_by.append(way)
    if said["newsletter_by"] and not contact.newsletter_by and contact.newsletter:
        contact.newsletter = None
    for _name, text in said["consent_how"][:1]:
        contact.consent_how = visible_line(text)[:LONGEST_PROOF]
    for name, text in said["consent_at"]:
        if contact.newsletter and not text.startswith(NO_DAY):
            _read_day(contact, name, text, dates, problems)


def _read_day(
    contact: Contact, name: str, text: str, dates: DateStyle, problems: list[BadValueError]
) -> None:
    try:
        day = dates.read(text, name)
    except BadValueError as error:
        problems.append(error)
        return
    if day > timezone.localdate():
        problems.append(BadValueError(name, _("“%(value)s” is in the future") % {"value": text[:40]}))
        return
    contact.consent_at = day.isoformat()
