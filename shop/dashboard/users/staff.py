"""The members of staff at `/cms/users/`: listed without shoppers, invited by mail.

Overrides of Wagtail's: adding somebody sends an invitation in place of setting a password; only who is an
administrator makes administrators; each row says whether its invitation was accepted.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.users.forms import UserCreationForm
from wagtail.users.views import users

from shop.backoffice.access import renders_forbidden
from shop.user.invitations import can_be_accepted, invite, refusal_to_invite, send_invitation
from shop.user.models import Invitation, User

ADD = "user.add_user"


def invitation_state(user: User) -> str:
    """Say how an invitation stands; empty where there is none to wait for."""
    invitation = getattr(user, "invitation", None)
    if invitation is None or invitation.accepted_at is not None:
        return ""
    return _("invited") if can_be_accepted(invitation, now=timezone.now()) else _("invitation expired")


class StaffIndexView(users.IndexView):
    """Who works here."""

    add_item_label = gettext_lazy("Invite a colleague")
    page_title = gettext_lazy("Staff")

    @cached_property
    def columns(self) -> list[Column]:  # type: ignore[override]
        """Say beside each whether they have come in yet."""
        columns: list[Column] = [*super().columns]
        return [*columns, Column("invitation", label=_("Invitation"), accessor=invitation_state)]

    def get_base_queryset(self) -> QuerySet[User]:
        """Leave out who shops here."""
        found: QuerySet[User] = super().get_base_queryset()
        return found.filter(is_staff=True).select_related("invitation")

    def get_list_more_buttons(self, instance: User) -> list[Button]:
        """Offer to send an open invitation again."""
        buttons = list(super().get_list_more_buttons(instance))
        if invitation_state(instance) and self.request.user.has_perm(ADD):
            url = reverse("wagtailusers_users:invite_again", args=[instance.pk])
            buttons.append(Button(_("Send invitation again"), url=url, icon_name="mail", priority=15))
        return buttons


class InvitationForm(UserCreationForm):
    """Whom to invite, and with which roles; only administrators make administrators."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if not by.is_superuser:
            del self.fields["is_superuser"]

    def clean_email(self) -> str:
        """Refuse, in words, who cannot be invited."""
        email: str = self.cleaned_data["email"]
        if refusal := refusal_to_invite(email):
            raise ValidationError(refusal)
        return email

    def _clean_username(self) -> None:
        """Leave an account that is there already to `clean_email`."""

    def validate_unique(self) -> None:
        """Leave an account that is there already to `clean_email`."""

    def validate_constraints(self) -> None:
        """Leave an account that is there already to `clean_email`."""

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's signature
        """Invite them."""
        data = self.cleaned_data
        self.instance = invite(
            email=data["email"],
            first_name=data["first_name"],
            last_name=data["last_name"],
            groups=data["groups"],
            is_superuser=bool(data.get("is_superuser")),
            by=self.by,
            now=timezone.now(),
        )
        return self.instance


class InviteView(users.CreateView):
    """Wagtail's page for a new user, which writes to them instead of asking for a password."""

    page_title = gettext_lazy("Invite a colleague")
    success_message = gettext_lazy("An invitation to %(object)s is in the outbox.")
    submit_button_label = gettext_lazy("Send invitation")

    def get_form_kwargs(self) -> dict[str, object]:
        """Say who invites."""
        kwargs: dict[str, object] = super().get_form_kwargs()
        return {**kwargs, "by": self.request.user}


class InviteAgainView(View):
    """Ask, and send an invitation that was not accepted once more, with a new link."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Refuse who may not invite."""
        return renders_forbidden(self._dispatch)(request, *args, **kwargs)

    def _dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        found = Invitation.objects.select_related("user", "invited_by")
        self.invitation = get_object_or_404(found, user=kwargs["pk"], accepted_at=None, user__is_staff=True)
        if self.invitation.user.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return response

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Say what will happen."""
        context = {"invitation": self.invitation, "back": reverse("wagtailusers_users:index")}
        return TemplateResponse(request, "backoffice/invite_again.html", context)

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Send it."""
        send_invitation(self.invitation, now=timezone.now())
        words = _("An invitation to %(object)s is in the outbox.") % {"object": self.invitation.user}
        messages.success(request, words)
        return redirect("wagtailusers_users:index")


class StaffViewSet(users.UserViewSet):
    """Wagtail's view set of users with the views above."""

    menu_label = gettext_lazy("Staff")
    index_view_class = StaffIndexView
    add_view_class = InviteView
    copy_view_enabled = False  # who comes in is invited

    def get_form_class(self, for_update: bool = False) -> Any:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Invite; Wagtail's form changes."""
        return super().get_form_class(for_update) if for_update else InvitationForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the page that sends an invitation again."""
        again = path("invite-again/<int:pk>/", InviteAgainView.as_view(), name="invite_again")
        return [*super().get_urlpatterns(), again]
