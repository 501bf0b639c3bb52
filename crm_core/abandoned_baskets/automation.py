"""What rules may know of abandoned baskets and do about them."""

from decimal import Decimal

from django.utils.translation import gettext as _, gettext_lazy

from crm_core.abandoned_baskets.detection import PURPOSE
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.abandoned_baskets.queries import Outcome as SpellOutcome
from crm_core.abandoned_baskets.reminders import send_reminder
from crm_core.automation.context import ActionContext, Done, NotDoneError, Outcome
from crm_core.automation.facts import Facts, MissingError, Value
from crm_core.automation.registry import ACTIONS, FIELDS, TRIGGERS, Action, Field, Kind, Params, Trigger
from crm_core.consents.queries import may_send
from shop.basket.models import Basket
from shop.configuration.queries import shop_currency
from shop.mail.models import Mail


def spell_of(facts: Facts) -> AbandonedBasket:
    """Return the quiet spell that a case is about. Raises MissingError where there is none."""
    return facts.once("abandoned-basket", lambda: _spell_of(facts))


def _spell_of(facts: Facts) -> AbandonedBasket:
    spells = AbandonedBasket.objects.select_related("basket__owner", "customer")
    named = facts.event.get("abandoned_id")
    if isinstance(named, int):
        found = spells.filter(pk=named).first()
    else:
        found = spells.filter(basket=facts.of("basket", Basket).pk).order_by("-pk").first()
    if found is None:
        raise MissingError("abandoned basket")
    return found


def _value(facts: Facts) -> Value:
    spell = spell_of(facts)
    return Decimal(spell.value) if spell.currency == shop_currency() else None


def _remind(context: ActionContext, _params: Params) -> Outcome:
    """Write the reminder of the spell; once per spell, however many rules ask for it."""
    try:
        spell = spell_of(context.facts)
    except MissingError as missing:
        raise NotDoneError(_("The basket is no longer there."), reason="no-basket") from missing
    found = send_reminder(spell)
    if not found.is_sent:
        words = dict(Mail.Refusal.choices).get(found.reason) or _("reminded before")
        raise NotDoneError(
            _("No reminder: %(reason)s") % {"reason": words}, reason=found.reason or "reminded"
        )
    return Done(data={"mail": found.mail.pk if found.mail else None})


def _words(_params: Params) -> str:
    return _("remind the customer of the basket by e-mail, with a link that restores it")


def _simulate(facts: Facts, params: Params) -> str:
    customer = facts.customer
    decision = may_send(PURPOSE, email=customer.email) if customer and customer.email else None
    if decision is None:
        return _("no reminder: there is no address")
    if not decision:
        words = dict(Mail.Refusal.choices).get(decision.reason, decision.reason)
        return _("no reminder: %(reason)s (as of today)") % {"reason": words}
    return _words(params)


ACTIONS.register(
    Action(
        name="remind_of_basket",
        label=gettext_lazy("Send a basket reminder"),
        run=_remind,
        describe=_words,
        simulate=_simulate,
        needs_customer=False,
        subjects=frozenset({"basket"}),
        order=45,
    )
)
for _field in (
    Field(
        name="basket.value",
        label=gettext_lazy("Value of the basket"),
        phrase=gettext_lazy("the basket's value"),
        kind=Kind.MONEY,
        of="basket",
        read=_value,
        is_dated=True,
    ),
    Field(
        name="basket.pieces",
        label=gettext_lazy("Pieces in the basket"),
        phrase=gettext_lazy("the number of pieces in the basket"),
        kind=Kind.NUMBER,
        of="basket",
        read=lambda facts: spell_of(facts).pieces,
        is_dated=True,
    ),
    Field(
        name="basket.is_abandoned",
        label=gettext_lazy("Basket is still abandoned"),
        phrase=gettext_lazy("whether the basket is still abandoned"),
        sentences={
            "yes": gettext_lazy("the basket is still abandoned"),
            "no": gettext_lazy("the basket is no longer abandoned"),
        },
        kind=Kind.YES_NO,
        of="basket",
        read=lambda facts: spell_of(facts).outcome == SpellOutcome.OPEN,
    ),
):
    FIELDS.register(_field)
for _place, (_name, _label, _subject) in enumerate(
    (
        ("BasketRestored", gettext_lazy("a basket is restored by the link of a reminder"), "basket"),
        ("BasketRecovered", gettext_lazy("an abandoned basket is ordered after a reminder"), "order"),
    )
):
    TRIGGERS.register(Trigger(name=_name, label=_label, subject=_subject, is_once=True, order=19 + _place))
