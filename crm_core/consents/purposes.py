"""What people may be written to for: a registry, in which packages enter purposes of their own.

    PURPOSES.register(Purpose(code="events", name=_("Events"), about=_("..."), order=90))

A kind of mail names the purpose that it is for (`shop.mail.kinds.EmailType.purpose`); one that names a
purpose which is not here keeps the site from starting (`checks`).
"""

from dataclasses import dataclass
from operator import attrgetter

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.registry import Registry


class Channel(TextChoices):
    """By which way somebody is reached; SITE is what happens on the site itself."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    PHONE = "phone", pgettext_lazy("way to reach somebody", "Phone")
    POST = "post", _("Post")
    SITE = "site", _("This website")


WRITTEN = (Channel.EMAIL, Channel.SMS, Channel.PHONE, Channel.POST)


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """One purpose. `is_requested`: asking for it is the consent, it needs no other; a refusal still ends it.

    `about` says to the reader what they get. `channels` are offered on the preference page; what has SITE
    alone is chosen elsewhere.
    """

    code: str
    name: str | Promise
    about: str | Promise
    order: int
    channels: tuple[Channel, ...] = (Channel.EMAIL,)
    is_requested: bool = False


PURPOSES: Registry[Purpose] = Registry(
    "purpose of consent", key=attrgetter("code"), sort=lambda purpose: (purpose.order, purpose.code)
)
NEWSLETTER, PERSONALISATION = "newsletter", "personalisation"

for _purpose in (
    Purpose(
        code=NEWSLETTER,
        name=_("Newsletter"),
        about=_("News, stories and offers, a few times a month at most."),
        channels=WRITTEN,
        order=10,
    ),
    Purpose(
        code="product-news",
        name=pgettext_lazy("purpose of mails", "New products"),
        about=_("When something new arrives that may interest you."),
        channels=WRITTEN,
        order=20,
    ),
    Purpose(
        code="stock-alerts",
        name=_("Back-in-stock alerts"),
        about=_("Only about products for which you asked to be notified."),
        order=30,
        is_requested=True,
    ),
    Purpose(
        code="review-requests",
        name=_("Requests for reviews"),
        about=_("After a purchase: what do you think of it?"),
        order=40,
    ),
    Purpose(
        code="basket-reminders",
        name=_("Basket reminders"),
        about=_("When you have left something in your basket."),
        channels=(Channel.EMAIL, Channel.SMS),
        order=50,
    ),
    Purpose(
        code="surveys",
        name=_("Surveys"),
        about=_("Now and then a few questions on how we can do better."),
        channels=(Channel.EMAIL, Channel.SMS, Channel.PHONE),
        order=60,
    ),
    Purpose(
        code="partner-mailings",
        name=_("News from our partners"),
        about=_("Offers of partners that we send for them. Your address stays with us."),
        channels=(Channel.EMAIL, Channel.POST),
        order=70,
    ),
    Purpose(
        code=PERSONALISATION,
        name=_("Personalisation"),
        about=_("Remembering what you look at and buy, to suggest what you may like."),
        channels=(Channel.SITE,),
        order=80,
    ),
):
    PURPOSES.register(_purpose)


def offered_purposes() -> list[Purpose]:
    """List what a preference page offers, in order."""
    return [purpose for purpose in PURPOSES if purpose.channels != (Channel.SITE,)]


def purpose_choices() -> list[tuple[str, str | Promise]]:
    """List what a form may ask for, as choices of a field."""
    return [(purpose.code, purpose.name) for purpose in offered_purposes() if not purpose.is_requested]


def purpose_name(code: str) -> str:
    """Name a purpose; one that no package registers any more by its code."""
    purpose = PURPOSES.get(code)
    return str(purpose.name) if purpose else code
