"""The partner account as staff edit it."""

from django import forms
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from partners.accounts.choosers import company_chooser_viewset
from partners.accounts.models import PartnerAccount, PartnerUser
from partners.accounts.queries import confirmed_users, is_code_of_another
from partners.accounts.services import set_users
from shop.contact_data import plain_email
from shop.user.models import User


class PartnerAccountForm(WagtailAdminModelForm):
    """The account and, as a list of addresses, the people who may see it in the portal."""

    people = forms.CharField(
        label=_("Users"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "E-mail addresses, one a line. Each needs an account of this shop with that address confirmed."
        ),
    )

    class Meta:
        model = PartnerAccount
        fields = ["company", "code", "commission_rate", "return_period_days", "status"]
        widgets = {"company": company_chooser_viewset.widget_class}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            addresses = self.instance.users.order_by("email").values_list("email", flat=True)
            self.fields["people"].initial = "\n".join(addresses)

    def clean_code(self) -> str:
        """Refuse a code that another account's links carry, or carried before it was renamed."""
        code: str = self.cleaned_data["code"]
        if is_code_of_another(code, self.instance):
            raise forms.ValidationError(
                gettext("Another partner has this code, or had it: its links still lead there.")
            )
        return code

    def clean_people(self) -> list[User]:
        """Find the users; name each address that leads to nobody or to another account's people."""
        lines = self.cleaned_data["people"].split()
        emails = list(dict.fromkeys(plain_email(line).lower() for line in lines))
        found = confirmed_users(emails)
        # Who is in already stays in, whatever became of their address since.
        found |= {user.email.lower(): user for user in self._present_users()}
        errors = [
            gettext(
                "%(email)s: there is no account that has confirmed this address. Ask them to sign up first."
            )
            % {"email": email}
            for email in emails
            if email not in found
        ]
        users = [found[email] for email in emails if email in found]
        taken = PartnerUser.objects.filter(user__in=users).exclude(account=self.instance.pk)
        errors += [
            gettext("%(email)s already belongs to another partner account.")
            % {"email": membership.user.email}
            for membership in taken.select_related("user")
        ]
        if errors:
            raise forms.ValidationError(errors)
        return users

    def _present_users(self) -> list[User]:
        return list(self.instance.users.all()) if self.instance.pk else []

    def save(self, commit: bool = True) -> PartnerAccount:  # noqa: FBT001, FBT002 - Django's signature
        """Save the account, then its people."""
        account: PartnerAccount = super().save(commit=commit)
        if commit:
            set_users(account, self.cleaned_data["people"])
        return account
