"""Views of an object's form that save one after the other and merge what others saved meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models, transaction
from django.forms import BaseFormSet
from django.forms.models import BaseModelFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic.edit import BaseUpdateView

from shop.backoffice.edits.forms import merged_forms, merging_form, merging_formset

CONFLICT = 409
REDIRECTS = {302, 303}


def lock_row(instance: models.Model | None) -> None:
    """Have whoever saves the same object wait until this transaction ends; what is new locks its owners."""
    if instance is None:
        return
    if instance.pk is not None:
        rows = type(instance)._base_manager.select_for_update().filter(pk=instance.pk)
        list(rows.values_list("pk"))  # guard: edit-lock
        return
    for field in instance._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.is_cached(instance):
            lock_row(getattr(instance, field.name))


@contextmanager
def locked(instance: Any) -> Iterator[Any]:
    """Hold an object's row while it is saved, for views that are functions; gives it as it is held now."""
    with transaction.atomic():
        lock_row(instance)
        if instance.pk is not None:
            try:
                instance.refresh_from_db()
            except type(instance).DoesNotExist as error:
                raise Http404 from error
        yield instance


def report_merge(request: HttpRequest, form: forms.BaseForm | None, *formsets: object) -> None:
    """Tell who saved what was taken over from somebody else."""
    labels = [
        str(each[name].label)
        for each in merged_forms(form, *formsets)
        for name in each.taken
        if each.data.get(each.choice_name(name)) != "theirs"
    ]
    if labels:
        text = _("Somebody else saved meanwhile; their changes were kept: %(fields)s.")
        messages.info(request, text % {"fields": ", ".join(dict.fromkeys(labels))})


class MergingView:
    """Mixed into a view of Django's `UpdateView` kind, before it: its form and formsets merge.

    A save runs in one transaction that holds the object's row from before it is read, so that of two
    saves at once the second sees the first. A conflict is answered with 409 and the form.
    """

    request: HttpRequest
    object: Any
    merging_class: type[forms.BaseForm] | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.merging: list[BaseFormSet] = []
        for name in dir(type(self)):
            rows = getattr(type(self), name, None)
            if isinstance(rows, type) and issubclass(rows, BaseModelFormSet):
                setattr(self, name, self._remembered(merging_formset(rows)))

    def _remembered(self, formset_class: type[BaseFormSet]) -> Callable[..., BaseFormSet]:
        def made(*args: Any, **kwargs: Any) -> BaseFormSet:
            formset = formset_class(*args, **kwargs)
            self.merging.append(formset)
            return formset

        return made

    def get_form_class(self) -> Any:
        """Return the form that merges; views ask for it more than once."""
        if self.merging_class is None:
            self.merging_class = merging_form(super().get_form_class())  # type: ignore[misc]
        return self.merging_class

    def get_form(self, form_class: type[forms.BaseForm] | None = None) -> Any:
        """Remember the form, so that the answer can tell what was merged."""
        self.merged_form = super().get_form(form_class)  # type: ignore[misc]
        return self.merged_form

    def _held(self) -> models.Model:
        return self.get_object()  # type: ignore[attr-defined]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save under the object's lock; what was read before it is read again."""
        with transaction.atomic():
            is_read = hasattr(self, "object")
            lock_row(self._held())
            if is_read:
                self.object = self._held()
            response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        form = getattr(self, "merged_form", None)
        if response.status_code in REDIRECTS:
            report_merge(request, form, *self.merging)
        elif any(each.conflicts for each in merged_forms(form, *self.merging)):
            text = _(
                "Somebody else saved meanwhile. Nothing you typed is lost: choose between the marked "
                "values, then save."
            )
            messages.warning(request, text)
            response.status_code = CONFLICT
        return response


def merging_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view made by `as_view` with merging, if it edits an object by a form; else as it is."""
    view_class = getattr(view, "view_class", None)
    if (
        view_class is None
        or not issubclass(view_class, BaseUpdateView)
        or issubclass(view_class, MergingView)
    ):
        return view
    merging: Any = type(view_class.__name__, (MergingView, view_class), {"__module__": view_class.__module__})
    made: Callable[..., HttpResponse] = merging.as_view(**view.view_initkwargs)  # type: ignore[attr-defined]
    return made
