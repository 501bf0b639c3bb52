"""The payout, as it is sent."""

from django import forms

from partners.accounts.models import PartnerAccount


class PayoutForm(forms.Form):
    """Whom, in which currency, and the sum that the person saw."""

    account = forms.ModelChoiceField(PartnerAccount.objects.all())
    currency = forms.CharField(max_length=12)
    total = forms.DecimalField(max_digits=14, decimal_places=3, localize=False)
