"""Where mail goes: to a provider, to the server of EMAIL_URL, to that of the back office, else into files."""

from config.settings import environment

DEFAULT_FROM_EMAIL = environment.DEFAULT_FROM_EMAIL or environment.FALLBACK_FROM_EMAIL
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Overrides the sender that staff entered.
KILN_SENDER = environment.DEFAULT_FROM_EMAIL
# Which variable says where mail goes; empty: what staff entered (`shop.configuration`), else files.
KILN_MAIL_VARIABLE = ""
KILN_MAIL_BACKEND = ""
if environment.ANYMAIL_BACKEND:
    KILN_MAIL_VARIABLE = "KILN_ANYMAIL_BACKEND"
    EMAIL_BACKEND = "shop.mail.backends.EmailBackend"
    KILN_MAIL_BACKEND = f"anymail.backends.{environment.ANYMAIL_BACKEND}.EmailBackend"
    ANYMAIL = {"REQUESTS_TIMEOUT": 20, **environment.ANYMAIL_SETTINGS}
elif environment.EMAIL_URL:
    KILN_MAIL_VARIABLE = "EMAIL_URL"
    vars().update(environment.env.email("EMAIL_URL"))
    if vars()["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        EMAIL_BACKEND = "shop.mail.backends.EmailBackend"
        KILN_MAIL_BACKEND = "shop.mail.smtp.EmailBackend"
else:
    EMAIL_BACKEND = "shop.mail.backends.ConfiguredBackend"
    EMAIL_FILE_PATH = environment.VAR_DIR / "mail"
# A worker waits so long for one answer; a page less (KILN_PAGE_PATIENCE_SECONDS).
EMAIL_TIMEOUT = 20

# Providers report bounces to /mail/reports/<provider>/tracking/; without the secret nobody can.
KILN_MAIL_REPORTS = bool(environment.ANYMAIL_SETTINGS.get("WEBHOOK_SECRET"))
# Days for which the outbox keeps what was written to whom.
KILN_MAIL_DAYS = 400
# A mailbox that takes "name+anything@": answers to what colleagues write go there, signed by thread.
KILN_REPLY_ADDRESS = environment.REPLY_ADDRESS
