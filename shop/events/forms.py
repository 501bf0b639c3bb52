"""The filter above the list of deliveries."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.events.models import Delivery
from shop.events.queries import known_events, named_subscribers

Choices = list[tuple[str, str | Promise]]


def event_choices() -> Choices:
    """List the declared events, after the choice of all."""
    return [("", _("All")), *((name, name) for name in known_events())]


def subscriber_choices() -> Choices:
    """List the subscribers, after the choice of all."""
    return [("", _("All")), *((name, name) for name in named_subscribers())]


class DeliveryFilterForm(forms.Form):
    """Narrow the list by state, subscriber and event; all optional."""

    state = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All")), *Delivery.State.choices]
    )
    subscriber = forms.ChoiceField(label=_("Subscriber"), required=False, choices=subscriber_choices)
    event_name = forms.ChoiceField(label=_("Event"), required=False, choices=event_choices)
