"""Reading and saving the page of contact points, addresses and relations, in one transaction."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from django import forms
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict

from crm_core.customers.access.fields import fields_of
from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.customers.services import add_identifiers
from crm_core.profile.changes import Change, record_change
from crm_core.profile.forms import (
    ADDRESS_ROWS,
    ADDRESSES,
    JOB_ROWS,
    JOBS,
    POINT_ROWS,
    POINTS,
    ProfileForm,
    kept_rows,
    moment_of,
    preferred_points,
)
from crm_core.profile.models import ContactPoint, CustomerAddress, Employment
from crm_core.profile.queries import latest_preferred
from crm_core.profile.services import set_household
from shop.backoffice.edits.forms import merged_forms, merging_form, merging_formset
from shop.user.models import User

Kind = ContactPoint.Kind
FormSets: TypeAlias = Mapping[str, BaseInlineFormSet]


class ProfileEdit:
    """The form and its rows, bound to what was sent or not; `customer` is held while it is saved."""

    def __init__(self, customer: Customer, data: QueryDict | None, *, user: User) -> None:
        self.customer, self.user = customer, user
        #: What this user may change; contact points of other kinds stay as they are, unseen.
        self.kinds = [kind for kind in Kind.values if fields_of(user).changes(kind)]
        self.form: forms.ModelForm = merging_form(ProfileForm)(data, instance=customer, user=user)
        is_person = customer.kind == Customer.Kind.PERSON
        fk, other = ("person", "company") if is_person else ("company", "person")
        preferred = latest_preferred(customer.addresses.all())
        points = customer.contact_points.filter(kind__in=self.kinds).order_by("kind", "pk")
        self.rows: FormSets = {
            POINTS: self._bound(
                POINT_ROWS, data, POINTS, points,
                {"preferred": preferred_points(customer), "kinds": self.kinds},
            ),
            ADDRESSES: self._bound(
                ADDRESS_ROWS, data, ADDRESSES, customer.addresses.order_by("pk"), {"preferred": preferred}
            ),
            JOBS: self._bound(
                JOB_ROWS[fk], data, JOBS,
                Employment.objects.filter(**{f"{other}__merged_into": None}).order_by("pk"),
                {"user": user, "other": other},
            ),
        }  # fmt: skip

    def _bound(
        self,
        rows: object,
        data: QueryDict | None,
        prefix: str,
        queryset: object,
        kwargs: Mapping[str, object],
    ) -> BaseInlineFormSet:
        made: BaseInlineFormSet = merging_formset(rows)(
            data, instance=self.customer, prefix=prefix, queryset=queryset, form_kwargs=dict(kwargs)
        )
        return made

    def is_valid(self) -> bool:
        """Check everything, so that all that is wrong is said at once."""
        return all([self.form.is_valid(), *(formset.is_valid() for formset in self.rows.values())])

    def has_conflicts(self) -> bool:
        """Say whether somebody else changed what was changed here."""
        return any(each.conflicts for each in merged_forms(self.form, *self.rows.values()))

    def save(self) -> None:
        """Write everything. Effects in order: rows, keys, preferred ones, household, the change."""
        changes = [self._save_points(), self._save_addresses(), self._save_jobs()]
        if {"household_name", "household_members"} & set(self.form.changed_data):
            data = self.form.cleaned_data
            set_household(self.customer, data["household_name"], data["household_members"], by=self.user)
        record_change(self.customer, [change for change in changes if change], by=self.user)

    def _save_points(self) -> Change:
        before = _words(self.customer.contact_points.order_by("pk"))
        formset = self.rows[POINTS]
        for row in formset.deleted_forms:
            if row.instance.pk:
                self._forget(row.instance)
        for row in kept_rows(formset):
            point: ContactPoint = row.instance
            data = row.cleaned_data
            point.verified_at = moment_of(is_set=data["is_verified"], held=point.verified_at)
            is_messenger = point.kind == Kind.MESSENGER
            held = point.preferred_at if is_messenger else None
            point.preferred_at = moment_of(is_set=data["is_preferred"] and is_messenger, held=held)
            if point.pk and {"kind", "value"} & set(row.changed_data):
                self._forget_key(str(row.initial["kind"]), str(row.initial["value"]))
            point.save()
            if point.kind != Kind.MESSENGER and row.has_changed():
                add_identifiers(self.customer, **{point.kind: point.value})
        self._save_preferred(kept_rows(formset))
        return Change(field="contact", old=before, new=_words(self.customer.contact_points.order_by("pk")))

    def _forget(self, point: ContactPoint) -> None:
        """Delete a contact point with the key that led by it; the record no longer shows it."""
        self._forget_key(point.kind, point.value)
        point.delete()

    def _forget_key(self, kind: str, value: str) -> None:
        """Have an address or number lead here no more; it was wrong, or is another now."""
        if kind != Kind.MESSENGER:
            CustomerIdentifier.objects.filter(customer=self.customer, kind=kind, value=value).delete()

    def _save_preferred(self, rows: Iterable[forms.ModelForm]) -> None:
        """Have the record show the preferred address and number, else the first there is, else none."""
        by_kind: dict[str, list[str]] = {Kind.EMAIL: [], Kind.PHONE: []}
        for row in sorted(rows, key=lambda row: not row.cleaned_data["is_preferred"]):
            by_kind.setdefault(row.instance.kind, []).append(row.instance.value)
        shown = {"email": "".join(by_kind[Kind.EMAIL][:1]), "phone": "".join(by_kind[Kind.PHONE][:1])}
        shown = {name: value for name, value in shown.items() if name in self.kinds}
        changed = [name for name, value in shown.items() if getattr(self.customer, name) != value]
        for name in changed:
            setattr(self.customer, name, shown[name])
        if changed:
            self.customer.save(update_fields=changed)

    def _save_addresses(self) -> Change:
        before = _words(self.customer.addresses.order_by("pk"))
        formset = self.rows[ADDRESSES]
        for row in formset.deleted_forms:
            if row.instance.pk:
                row.instance.delete()
        for row in kept_rows(formset):
            address: CustomerAddress = row.instance
            held = address.preferred_at
            address.preferred_at = moment_of(is_set=row.cleaned_data["is_preferred"], held=held)
            address.save()
        return Change(field="address", old=before, new=_words(self.customer.addresses.order_by("pk")))

    def _save_jobs(self) -> Change:
        formset = self.rows[JOBS]
        is_person = self.customer.kind == Customer.Kind.PERSON
        before = self._job_words()
        for row in formset.deleted_forms:
            if row.instance.pk:
                row.instance.delete()
        for row in kept_rows(formset):
            row.instance.save()
        return Change(field="employment" if is_person else "employees", old=before, new=self._job_words())

    def _job_words(self) -> str:
        is_person = self.customer.kind == Customer.Kind.PERSON
        jobs = self.customer.employments if is_person else self.customer.employees
        rows = jobs.select_related("person", "company").order_by("pk")
        others = [(str(job.company if is_person else job.person), job.role) for job in rows]
        return "; ".join(f"{name} ({role})" if role else name for name, role in others)


def _words(rows: Iterable[object]) -> str:
    return "; ".join(str(row) for row in rows)
