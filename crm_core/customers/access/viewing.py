"""Who looked at whom: every page of a customer that staff open is noted, after it was answered."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.models import AnonymousUser
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from crm_core.customers.models import Customer, FieldRight, Team, Territory
from shop.audit.receivers import watch_rights
from shop.audit.services import entry, note, record
from shop.user.models import User

View = Callable[..., HttpResponse]
LABEL = Customer._meta.label_lower


def note_views(user: User | AnonymousUser, *customers: int, page: str) -> None:
    """Note that somebody saw these customers: one INSERT, and a failure does not reach the page."""
    note(
        entry("viewed", actor=user, model=LABEL, object_id=pk, customer_id=pk, detail={"page": page})
        for pk in customers
    )


def noted(view: View, *, page: str) -> View:
    """Note who opened a page whose address names a customer by `pk`, where it was shown."""

    @wraps(view)
    def seen(request: HttpRequest, *args: object, **url: object) -> HttpResponse:
        response = view(request, *args, **url)
        key = url.get("pk")
        if request.method == "GET" and response.status_code == HTTPStatus.OK and str(key).isdecimal():
            note_views(request.user, int(str(key)), page=page)
        return response

    return seen


@receiver(post_save, sender=FieldRight, dispatch_uid="customers.field_right_saved")
@receiver(post_delete, sender=FieldRight, dispatch_uid="customers.field_right_deleted")
def on_field_right(*, instance: FieldRight, created: bool | None = None, **kwargs: object) -> None:
    """Log which field a role got or lost."""
    access = "as other rights say" if created is None else instance.access
    detail = {"what": "field of customers", "field": instance.field, "access": access}
    record("rights_changed", model="auth.group", object_id=instance.group_id, detail=detail)


watch_rights(Team.members.through, "team members")
watch_rights(Territory.members.through, "territory members")
