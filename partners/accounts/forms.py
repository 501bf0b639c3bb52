"""The partner account as staff edit it."""

from django import forms
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from partners.accounts.choosers import company_chooser_viewset
from partners.accounts.models import PartnerAccount, PartnerDelegate
from partners.accounts.queries import account_of, confirmed_users, is_code_of_another, is_partner
from partners.accounts.services import add_people, end_delegation
from shop.b2b.models import Company
from shop.contact_data import plain_email
from shop.user.models import User


class PartnerAccountForm(WagtailAdminModelForm):
    """The account, whom to add to its people, and which delegates to end.

    The company's own people are changed on the company's page, and by its administrators.
    """

    people = forms.CharField(
        label=_("Add users"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "E-mail addresses, one a line, each of an account of this shop with that address confirmed. They "
            "become contacts of the company, the first an administrator if it has none; people of other "
            "companies become delegates. Contacts of the company have access already."
        ),
    )
    ended = forms.ModelMultipleChoiceField(
        PartnerDelegate.objects.none(),
        label=_("End the access of delegates"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("People of other companies who act for this account."),
    )

    class Meta:
        model = PartnerAccount
        fields = ["company", "code", "commission_rate", "return_period_days", "status"]
        widgets = {"company": company_chooser_viewset.widget_class}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        delegates = PartnerDelegate.objects.filter(account=self.instance.pk).select_related("user", "account")
        if self.instance.pk and delegates.exists():
            self.fields["ended"].queryset = delegates.order_by("user__email")  # type: ignore[attr-defined]
        else:
            del self.fields["ended"]

    def clean_company(self) -> Company:
        """Refuse a company that is a partner already; its people could act for one account only."""
        company: Company = self.cleaned_data["company"]
        if company.pk != self.instance.company_id and is_partner(company):
            raise forms.ValidationError(gettext("This company has a partner account already."))
        return company

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
        errors = [
            gettext(
                "%(email)s: there is no account that has confirmed this address. Ask them to sign up first."
            )
            % {"email": email}
            for email in emails
            if email not in found
        ]
        users = [found[email] for email in emails if email in found]
        accounts = [(user, account_of(user)) for user in users]
        errors += [
            gettext("%(email)s already belongs to another partner account.") % {"email": user.email}
            for user, account in accounts
            if account is not None and account.pk != self.instance.pk
        ]
        if errors:
            raise forms.ValidationError(errors)
        return users

    def save(self, commit: bool = True) -> PartnerAccount:  # noqa: FBT001, FBT002 - Django's signature
        """Save the account, then its people."""
        account: PartnerAccount = super().save(commit=commit)
        if commit:
            add_people(account, self.cleaned_data["people"])
            for delegate in self.cleaned_data.get("ended", ()):
                end_delegation(account, delegate.user)
        return account
