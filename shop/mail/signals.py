"""How the services reach the worker without knowing of it."""

from django.dispatch import Signal

#: A mail is written and committed; `mail_id`.
mail_written = Signal()
#: Somebody agreed to mails, or asked for some, on a page of the shop; sent in the transaction of that.
#: `purpose`; `email`; `user`, or None; `source`, one of the ledger's; `text`, the words that were shown;
#: `language`. The shop itself keeps nothing of it: `crm_core.consents` hears it.
consent_given = Signal()
