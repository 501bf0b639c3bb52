"""Preview, then confirm: what an action would do is told first, and done after somebody's yes.

Three shapes. `ConfirmedAction`: several rows of a list change after a page that names each and what
stays. A form of a record page: its POST without `confirmed` is answered with a `Question` and the form as
hidden fields, with it the form is done (`is_confirmed`, `backoffice/confirm_form.html`). A file: it is kept
between its preview and the yes (`KeptPreviews`).
"""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar, cast

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import BaseForm, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from wagtail.admin.views.bulk_action import BulkAction

from shop.backoffice.access import renders_forbidden
from shop.backoffice.row_limits import limited
from shop.backoffice.signals import rows_changed

CONFIRMED = "confirmed"
DIGEST_LENGTH = 64


@dataclass(frozen=True, kw_only=True)
class Piece:
    """So many pieces of a line, with the money that goes with them (None: none is told)."""

    title: str
    number: int
    money: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What will happen: `pieces` go out, are free again or are paid back; `words` say the rest."""

    pieces: list[Piece]
    words: list[str]
    amount: Decimal | None = None


def is_confirmed(request: HttpRequest) -> bool:
    """Say whether somebody has read what a form would do and said yes."""
    return request.POST.get(CONFIRMED) == "1"


@dataclass(frozen=True, kw_only=True)
class KeptPreviews:
    """What was previewed, kept for whoever saw it until they say yes; `name` is of whose kind it is."""

    name: str
    seconds: int

    def keep(self, request: HttpRequest, digest: str, found: object) -> None:
        """Keep it under its digest, for this user alone."""
        place = self._place(request, digest)
        cache.set(place, found, self.seconds)
        cache.delete(f"{place}-taken")

    def kept(self, request: HttpRequest) -> Any:
        """Return what the form's `digest` names; None when it is too old, another's or no digest."""
        digest = request.POST.get("digest", "")
        is_digest = len(digest) == DIGEST_LENGTH and digest.isascii() and digest.isalnum()
        return cache.get(self._place(request, digest)) if is_digest else None

    def taken(self, request: HttpRequest) -> Any:
        """Return what the form's `digest` names, once: None for who asks for it a second time."""
        found = self.kept(request)
        place = self._place(request, request.POST.get("digest", ""))
        if found is None or not cache.add(f"{place}-taken", 1, self.seconds):
            return None
        cache.delete(place)
        return found

    def _place(self, request: HttpRequest, digest: str) -> str:
        return f"{self.name}-{request.user.pk}-{digest}"


R = TypeVar("R", bound=Model)


class ConfirmedAction(BulkAction, Generic[R]):
    """An action on the ticked rows of a list, which names each row and those that stay as they are.

    Only what was ticked: "all in the listing" would mean every row there is, filtered or not.
    `permission` is asked before anything is read; `check_perm` says of each row whether the action
    changes it. `item_template_name` draws one row (`item`, `is_left`, and what `object_context` adds).
    """

    template_name = "backoffice/confirm.html"
    permission: ClassVar[str]
    item_template_name: ClassVar[str]
    icon: ClassVar[str]
    back_label: ClassVar[str | Promise]
    consequence: ClassVar[str | Promise] = ""
    heading: ClassVar[str | Promise] = ""
    #: What the button says; the name of the action where it is empty.
    yes_label: ClassVar[str | Promise] = ""
    #: False where a provider may be asked, which nobody waits for in a transaction.
    in_transaction = True
    form_class: type[Form]
    cleaned_form: Any

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Refuse who lacks the permission before anything is read."""
        return renders_forbidden(self._dispatch)(request, *args, **kwargs)

    def _dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return cast("HttpResponse", super().dispatch(request, *args, **kwargs))

    def get_actionable_objects(self) -> tuple[list[Model], dict[str, list[Model]]]:
        """Leave out what this user does not see, as if it were not there; nothing seen is 404."""
        objects, others = super().get_actionable_objects()
        left = others["items_with_no_access"]
        keys = [row.pk for row in (*objects, *left)]
        rows = self.model._default_manager.filter(pk__in=keys)
        seen = set(limited(self.request.user, rows).values_list("pk", flat=True))  # guard: ticked-rows
        if not seen:
            raise Http404
        return [row for row in objects if row.pk in seen], {
            "items_with_no_access": [row for row in left if row.pk in seen]
        }

    def get_all_objects_in_listing_query(self, parent_id: object) -> list[int]:
        """Offer no "all"."""
        return []

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Tell what will happen."""
        return super().get_context_data(
            heading=self.heading or self.display_name,
            consequence=self.consequence,
            icon=self.icon,
            item_template=self.item_template_name,
            yes_label=self.yes_label or self.display_name,
            back_label=self.back_label,
            **kwargs,
        )

    def get_execution_context(self) -> dict[str, object]:
        """Say who does it, with what was typed."""
        typed = self.cleaned_form.cleaned_data if getattr(self, "cleaned_form", None) else {}
        return {"user": self.request.user, **typed}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Change them, in Wagtail's transaction or in none."""
        if self.in_transaction:
            response = cast("HttpResponse", super().form_valid(form))
            self._tell_changed(self.actionable_objects)
            return response
        objects, _left = self.get_actionable_objects()
        done = self.execute_action(objects, **self.get_execution_context())
        self._tell_changed(objects)
        messages.success(self.request, self.get_success_message(*done))
        return redirect(self.next_url)

    def _tell_changed(self, objects: Iterable[Model]) -> None:
        rows_changed.send(
            type(self),
            model=self.model,
            user=self.request.user,
            action=str(self.action_type),
            keys=[row.pk for row in objects],
        )

    @classmethod
    @abstractmethod
    def execute_action(cls, objects: Iterable[Any], **kwargs: Any) -> tuple[int, int]:
        """Change one after the other; return how many were changed and how many were not."""
