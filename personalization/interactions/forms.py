"""The choice, as it is sent."""

from django import forms

from personalization.interactions.models import ConsentRecord

ACCEPT, REFUSE = "accept", "refuse"


class ConsentForm(forms.Form):
    """Yes or no, and from which page it was said."""

    choice = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (REFUSE, REFUSE)])
    source = forms.ChoiceField(
        choices=[(source.value, source.label) for source in ConsentRecord.Source][:2], required=False
    )
    next = forms.CharField(required=False)
