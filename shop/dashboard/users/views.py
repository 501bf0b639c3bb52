"""Sending somebody the link to a new password."""

from allauth.account.forms import ResetPasswordForm
from oscar.apps.dashboard.users import views


class PasswordResetView(views.PasswordResetView):
    """Oscar's button with allauth's link: Oscar's own page for a new password does not exist here."""

    form_class = ResetPasswordForm
