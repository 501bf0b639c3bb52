"""A code, or a set of codes, with what it gives, on one page."""

import re
from abc import abstractmethod
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from modeltranslation.utils import build_localized_fieldname
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.backoffice.form_sections import FormSection
from shop.backoffice.languages import in_every_language, name_languages
from shop.dashboard.offers.forms import OffersField, voucher_offers
from shop.dashboard.offers.terms_form import FIELDS, MOST_PIECES, SECTIONS, TermsForm
from shop.offer.models import ConditionalOffer
from shop.offer.sentences import describe_offer
from shop.offer.terms import Terms
from shop.voucher.models import Voucher, VoucherSet
from shop.voucher.services import LONGEST, MOST_CODES, SHORTEST, fill_set, make_offer

NEW, EXISTING = "new", "existing"
LANGUAGES = ("en", "zh-hans", "zh-hant")
LONGEST_SET_NAME = 90
VALID = timedelta(days=30)
USAGES = (
    (Voucher.ONCE_PER_CUSTOMER, pgettext_lazy("usage of a code", "Once per customer")),
    (Voucher.MULTI_USE, gettext_lazy("As often as wanted")),
    (Voucher.SINGLE_USE, gettext_lazy("One order in all")),
)
MAKES_OFFERS = "offer.add_conditionaloffer"


class PromotionForm(TermsForm, WagtailAdminModelForm):
    """What a code and a set share: its dates and usage, and new terms or offers that are there already."""

    code_terms = forms.ChoiceField(
        label=gettext_lazy("Offer"),
        choices=(
            (NEW, gettext_lazy("A new one, made here")),
            (EXISTING, gettext_lazy("One that is there already")),
        ),
        initial=NEW,
    )
    offers = OffersField(None, label=gettext_lazy("Offers"), required=False)
    usage = forms.ChoiceField(label=gettext_lazy("Usage"), choices=USAGES)
    most_uses = forms.IntegerField(
        label=gettext_lazy("Uses in all, at most"),
        required=False,
        min_value=1,
        max_value=MOST_PIECES,
        help_text=gettext_lazy("Empty: no limit."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offers"].queryset = voucher_offers()  # type: ignore[attr-defined]
        self.set_up_terms(None)
        user = self.for_user
        if self.instance.pk:
            self._only_existing()
            self.initial["offers"] = [offer.pk for offer in self.held_offers()]
        else:
            now = timezone.now().replace(second=0, microsecond=0)
            self.initial = {**self.initial, "start_datetime": now, "end_datetime": now + VALID}
            if user is not None and not user.has_perm(MAKES_OFFERS):
                self._only_existing()

    def _only_existing(self) -> None:
        for name in ("code_terms", "most_uses", *TermsForm.base_fields):
            del self.fields[name]
        self.fields["offers"].required = True

    @abstractmethod
    def held_offers(self) -> QuerySet[ConditionalOffer]:
        """List the offers that it leads to now."""

    @property
    def makes_offer(self) -> bool:
        """Say whether new terms are typed here."""
        return "code_terms" in self.fields and self.cleaned_data.get("code_terms") != EXISTING

    def clean(self) -> dict[str, object]:
        """Name what is missing: terms, or an offer."""
        super().clean()
        typed = self.cleaned_data
        if self.makes_offer:
            self.clean_terms()
            return typed
        for name in set(TermsForm.base_fields) & set(self.errors):
            del self.errors[name]
        if not typed.get("offers") and "offers" not in self.errors:
            self.add_error("offers", _("Choose at least one offer."))
        return typed

    def codes(self) -> list[str]:
        """Return the code that is typed, if it is one."""
        return []

    def sentence(self, terms: Terms) -> str:
        """Say what a new offer does."""
        typed = self.cleaned_data
        offer = ConditionalOffer(
            offer_type=ConditionalOffer.VOUCHER,
            max_global_applications=typed.get("most_uses"),
            start_datetime=typed.get("start_datetime"),
            end_datetime=typed.get("end_datetime"),
        )
        return describe_offer(offer, terms=terms, codes=self.codes(), usage=self._usage())

    def typed_sentence(self) -> str:
        """Say what the new offer does, or those that are chosen."""
        self.full_clean()
        if self.makes_offer:
            return super().typed_sentence()
        codes, usage = self.codes(), self._usage()
        chosen = self.cleaned_data.get("offers") or []
        return " ".join(describe_offer(offer, codes=codes, usage=usage) for offer in chosen)

    def _usage(self) -> str | Promise:
        return dict(USAGES).get(self.cleaned_data.get("usage", ""), "")

    def chosen_offers(self, names: dict[str, str]) -> list[ConditionalOffer]:
        """Return the offers that were chosen; makes the new one."""
        if not self.makes_offer:
            return list(self.cleaned_data["offers"])
        return [make_offer(self.terms(), names=names, most_uses=self.cleaned_data["most_uses"])]


def _sections(first: FormSection) -> tuple[FormSection, ...]:
    gives, condition = SECTIONS
    return (
        first,
        FormSection(
            name=gives.name,
            title=gives.title,
            fields=["code_terms", "offers", *gives.fields],
            template_name=FIELDS,
        ),
        condition,
        FormSection(
            name="use",
            title=gettext_lazy("Usage and dates"),
            fields=["usage", "most_uses", "most_pieces", "start_datetime", "end_datetime"],
            template_name=FIELDS,
        ),
    )


DATES = {"start_datetime": gettext_lazy("Starts"), "end_datetime": gettext_lazy("Ends")}


class VoucherForm(PromotionForm):
    """One code."""

    sections = _sections(
        FormSection(
            name="code",
            title=pgettext_lazy("of a discount", "Code"),
            fields=["code", *in_every_language("name")],
            template_name=FIELDS,
        )
    )

    class Meta:
        model = Voucher
        fields = ("code", *in_every_language("name"), "usage", "start_datetime", "end_datetime")
        labels = {**DATES, "code": pgettext_lazy("of a discount", "Code")}
        help_texts = {
            "code": gettext_lazy("What buyers type, in capitals or not, without spaces: SPRING10"),
            "name_en": gettext_lazy("For yourselves; buyers see the code."),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, ["name"], needed=["name"])

    def held_offers(self) -> QuerySet[ConditionalOffer]:
        """List the offers that the code leads to."""
        return self.instance.offers.all()

    def clean_code(self) -> str:
        """Return the code in capitals; refuse spaces and what one cannot see."""
        code: str = self.cleaned_data["code"].strip().upper()
        if not code.isprintable() or re.search(r"\s", code):
            raise ValidationError(_("A code has no spaces."))
        if Voucher.objects.filter(code__iexact=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is such a code already."))
        return code

    def codes(self) -> list[str]:
        """Return the code that is typed."""
        code = self.cleaned_data.get("code")
        return [code] if code else []

    def save(self, commit: bool = True) -> Voucher:  # noqa: FBT001, FBT002 - Django's
        """Write the code and what it leads to."""
        saved: Voucher = super().save(commit=commit)
        names = {code: getattr(saved, build_localized_fieldname("name", code)) or "" for code in LANGUAGES}
        saved.offers.set(self.chosen_offers(names))
        return saved


class VoucherSetForm(PromotionForm):
    """Many codes at once."""

    code_prefix = forms.CharField(
        label=gettext_lazy("Codes begin with"),
        required=False,
        max_length=10,
        validators=[RegexValidator(r"^[A-Za-z0-9]+\Z", gettext_lazy("Only letters A to Z and figures."))],
        help_text=gettext_lazy("SPRING makes codes such as SPRING-ABCD-EFGH. May be empty."),
    )
    code_length = forms.IntegerField(
        label=gettext_lazy("Length of the codes"),
        min_value=SHORTEST,
        max_value=LONGEST,
        initial=8,
        help_text=gettext_lazy("Random letters and figures, without the beginning."),
    )
    count = forms.IntegerField(label=gettext_lazy("Number of codes"), min_value=1, max_value=MOST_CODES)
    sections = _sections(
        FormSection(
            name="codes",
            title=gettext_lazy("Codes"),
            fields=["name", "count", "code_prefix", "code_length", "description"],
            template_name=FIELDS,
        )
    )

    class Meta:
        model = VoucherSet
        fields = (
            "name",
            "count",
            "code_prefix",
            "code_length",
            "description",
            "start_datetime",
            "end_datetime",
        )
        labels = DATES

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = LONGEST_SET_NAME  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["maxlength"] = LONGEST_SET_NAME
        self.fields["description"].required = False
        if self.instance.pk:
            first = self.instance.vouchers.order_by("pk").first()
            self.initial["usage"] = first.usage if first else Voucher.SINGLE_USE
            self.fields["count"].help_text = _("A higher number makes more codes.")
        else:
            self.initial.setdefault("usage", Voucher.SINGLE_USE)

    def held_offers(self) -> QuerySet[ConditionalOffer]:
        """List the offers that the set's codes lead to."""
        first = self.instance.vouchers.order_by("pk").first()
        return first.offers.all() if first else ConditionalOffer.objects.none()

    def clean_name(self) -> str:
        """Refuse a name with which those of its codes would be too long."""
        name: str = self.cleaned_data["name"]
        if len(name) > LONGEST_SET_NAME:
            text = _("No more than %(n)d characters.") % {"n": LONGEST_SET_NAME}
            raise ValidationError(text)
        return name

    def clean_code_prefix(self) -> str:
        """Return it in capitals."""
        return str(self.cleaned_data["code_prefix"]).upper()

    def clean_count(self) -> int:
        """Refuse fewer codes than there are: those that were handed out stay."""
        count: int = self.cleaned_data["count"]
        there = self.instance.vouchers.count() if self.instance.pk else 0
        if count < there:
            text = _("The set has %(n)d codes already. Delete single ones from the list of its codes.")
            raise ValidationError(text % {"n": there})
        return count

    def save(self, commit: bool = True) -> VoucherSet:  # noqa: FBT001, FBT002 - Django's
        """Write the set, and make the codes that are missing."""
        saved: VoucherSet = super().save(commit=commit)
        offers = self.chosen_offers({"en": saved.name})
        fill_set(saved, usage=self.cleaned_data["usage"], offers=offers)
        return saved
