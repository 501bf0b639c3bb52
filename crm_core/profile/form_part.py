"""Tags and preferred channel in the form of a customer; and that whatever the form changed is told."""

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.customers.access.fields import fields_of
from crm_core.customers.form_parts import FORM_PARTS, Fields, FormPart
from crm_core.customers.models import Customer
from crm_core.profile.changes import Change, record_change
from crm_core.profile.models import ContactPreference
from crm_core.profile.queries import tags_of
from crm_core.profile.services import set_preferred_channel, set_tags
from crm_core.profile.values import tag_names
from shop.backoffice.edits.comparing import words_of
from shop.user.models import User

MOST_TAGS = 50
LONGEST_LINE = 2000


def tag_line(customer: Customer) -> str:
    """Return a customer's tags as one writes them in the form."""
    found = tags_of([customer.pk]).get(customer.pk, []) if customer.pk else []
    return ", ".join(tag.name for tag in found)


def profile_fields(customer: Customer, user: User | None) -> Fields:
    """Return the fields that this user may change."""
    known = ContactPreference.objects.filter(customer=customer.pk).first() if customer.pk else None
    fields: dict[str, forms.Field] = {
        "preferred_channel": forms.ChoiceField(
            label=_("Preferred channel"),
            choices=[("", _("unknown")), *ContactPreference.Channel.choices],
            required=False,
            initial=known.channel if known else "",
        ),
        "tags": forms.CharField(
            label=_("Tags"),
            required=False,
            max_length=LONGEST_LINE,
            initial=tag_line(customer),
            help_text=_("Separate them with commas. A new word makes a new tag."),
        ),
    }
    access = fields_of(user) if user is not None else None
    return {name: field for name, field in fields.items() if access is None or access.changes(name)}


def check_tags(form: forms.ModelForm) -> None:
    """Refuse more tags than anybody reads."""
    if len(tag_names(form.cleaned_data.get("tags") or "")) > MOST_TAGS:
        form.add_error("tags", _("At most %(most)d tags.") % {"most": MOST_TAGS})


def save_profile(customer: Customer, form: forms.ModelForm) -> None:
    """Write tags and channel where they were changed, and keep what else the form changed."""
    user = getattr(form, "for_user", None)
    if "tags" in form.changed_data:
        set_tags(customer, tag_names(form.cleaned_data["tags"]), by=user)
    if "preferred_channel" in form.changed_data:
        set_preferred_channel(customer, form.cleaned_data["preferred_channel"], by=user)
    own = [name for name in form.changed_data if name in (form._meta.fields or ())]
    changes = [
        Change(
            field=name,
            old=_words(form, name, form[name].initial),
            new=_words(form, name, form.cleaned_data[name]),
        )
        for name in own
    ]
    record_change(customer, changes, by=user)


def _words(form: forms.ModelForm, name: str, value: object) -> str:
    return "" if value in (None, "") else words_of(form[name], getattr(value, "pk", value))


FORM_PARTS.register(
    FormPart(
        name="profile",
        title=gettext_lazy("Profile"),
        order=10,
        fields=profile_fields,
        save=save_profile,
        check=check_tags,
    )
)
