"""The address of a supplier, whose country is named in the reader's language."""

from django.utils.translation import gettext_lazy as _
from oscar.apps.address.models import Country
from oscar.apps.dashboard.partners import forms

from shop.countries import AnyCountryField


class PartnerAddressForm(forms.PartnerAddressForm):
    """Oscar's form."""

    country = AnyCountryField(queryset=Country.objects.all(), label=_("Country"))
