"""Where mail goes: to the server of EMAIL_URL, else into files below the var folder."""

from config.settings import environment

DEFAULT_FROM_EMAIL = environment.DEFAULT_FROM_EMAIL
SERVER_EMAIL = environment.DEFAULT_FROM_EMAIL
if environment.EMAIL_URL:
    vars().update(environment.env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = environment.VAR_DIR / "mail"
