"""The choice, as it is sent."""

from django import forms

from crm_core.consents.models import Consent

ACCEPT, REFUSE = "accept", "refuse"


class ConsentForm(forms.Form):
    """Yes or no, and from which page it was said."""

    choice = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (REFUSE, REFUSE)])
    source = forms.ChoiceField(
        choices=[(one.value, one.label) for one in (Consent.Source.BANNER, Consent.Source.PREFERENCES)],
        required=False,
    )
    next = forms.CharField(required=False)
