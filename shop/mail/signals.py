"""How the services reach the worker without knowing of it."""

from django.dispatch import Signal

#: A mail is written and committed; `mail_id`.
mail_written = Signal()
