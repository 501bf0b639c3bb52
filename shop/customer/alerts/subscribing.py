"""Waiting for something that was sold out: taken down once, and of a guest only after they said yes.

Whoever asks learns nothing about the address: the answer is the same whether it waits already, was asked
today or belongs to nobody. An address gets one question per KILN_ALERT_QUESTION_EVERY at most, until its
owner has answered; what is not answered within KILN_ALERT_CONFIRM_WITHIN is forgotten.
"""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from shop.catalogue.models import Product
from shop.customer.alerts.kinds import CONFIRM, PURPOSE
from shop.customer.alerts.sending import send_alert_mail
from shop.customer.models import WAITING, AlertQuestion, ProductAlert
from shop.mail.signals import consent_given
from shop.user.models import User


def create_alert(product: Product, *, user: User) -> ProductAlert:
    """Let a user wait for a product; asked again, or twice at once, it is one alert.

    Asking for alerts after having unsubscribed from them wants them again (`consent_given`).
    """
    with transaction.atomic():
        found, _is_new = ProductAlert.objects.get_or_create(
            user=user, product=product, status=ProductAlert.ACTIVE
        )
        _say_wanted(user.email, language=user.language)
    return found


def _say_wanted(email: str, *, language: str) -> None:
    consent_given.send(
        ProductAlert,
        purpose=PURPOSE,
        email=email,
        user=None,
        source="request",
        text="",
        language=language,
    )


@transaction.atomic
def request_guest_alert(product: Product, *, email: str, language: str) -> None:
    """Take down that a guest wants to wait, and ask by mail whether the address is theirs.

    Their key also keeps `language`, in which they were asked, for the mail that follows. No mail goes
    to an address that waits for the product already or was asked lately; then an earlier mail's
    button counts for this product, too.
    """
    alert = _open_alert(product, email=email) or _new_alert(product, email=email, language=language)
    now = timezone.now()
    if alert.status == ProductAlert.UNCONFIRMED and _may_ask(email, now=now):
        send_alert_mail(alert, CONFIRM, language=language, key=f"{CONFIRM}:{alert.pk}:{now.isoformat()}")


@transaction.atomic
def confirm_alert(alert: ProductAlert) -> bool:
    """Let a guest's alert count, and all others that wait for the address to be confirmed.

    Returns whether any did not count before. A cancelled one stays cancelled.
    """
    asked = unconfirmed_alerts(alert.email)
    confirmed = asked.update(status=ProductAlert.ACTIVE, date_confirmed=timezone.now())
    AlertQuestion.objects.filter(email=alert.email.lower()).delete()
    if confirmed:
        _say_wanted(alert.email, language=language_of(alert))
    return bool(confirmed)


def language_of(alert: ProductAlert) -> str:
    """Return in which language a guest asked, as their key keeps it; the shop's own where it does not."""
    _secret, _dash, language = alert.key.partition("-")
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def cancel_alert(alert: ProductAlert) -> bool:
    """Let nobody wait by this alert, or by another of the same person on the product; tell whether one did.

    One that was answered stays as it is.
    """
    same = alert.of_the_same_person() | ProductAlert.objects.filter(pk=alert.pk)
    waiting = ProductAlert.objects.filter(pk__in=same.values("pk"), status__in=WAITING)
    return bool(waiting.update(status=ProductAlert.CANCELLED, date_cancelled=timezone.now()))


def unconfirmed_alerts(email: str) -> QuerySet[ProductAlert]:
    """List what a guest's address was not confirmed for yet."""
    found = ProductAlert.objects.alias(address=Lower("email"))
    return found.filter(user=None, status=ProductAlert.UNCONFIRMED, address=email.lower())


def delete_unconfirmed_alerts(*, now: datetime | None = None) -> int:
    """Delete what nobody confirmed in time; returns how many alerts. An address asked since then has time."""
    before = (now or timezone.now()) - settings.KILN_ALERT_CONFIRM_WITHIN
    AlertQuestion.objects.filter(asked_at__lt=before).delete()
    found = ProductAlert.objects.alias(address=Lower("email"))
    old = found.filter(user=None, status=ProductAlert.UNCONFIRMED, date_created__lt=before)
    deleted, _by_model = old.exclude(address__in=AlertQuestion.objects.values("email")).delete()
    return deleted


def _open_alert(product: Product, *, email: str) -> ProductAlert | None:
    found = ProductAlert.objects.alias(address=Lower("email"))
    return found.filter(user=None, product=product, status__in=WAITING, address=email.lower()).first()


def _new_alert(product: Product, *, email: str, language: str) -> ProductAlert:
    """Write the alert; of several at once the database lets one in, and the others find it."""
    alert = ProductAlert(product=product, email=email)
    try:
        with transaction.atomic():
            alert.save()
            alert.key = f"{alert.key}-{language}"
            alert.save(update_fields=["key"])
    except IntegrityError:
        found = _open_alert(product, email=email)
        if found is None:
            raise
        return found
    return alert


def _may_ask(email: str, *, now: datetime) -> bool:
    """Claim the address's next question; of several at once one gets it."""
    asked = AlertQuestion.objects.filter(email=email.lower())
    before = now - settings.KILN_ALERT_QUESTION_EVERY
    if asked.filter(asked_at__lte=before).update(asked_at=now):  # guard: alert-question
        return True
    _row, is_new = AlertQuestion.objects.get_or_create(email=email.lower(), defaults={"asked_at": now})
    return is_new
