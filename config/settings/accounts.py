"""Logging in: one account by e-mail address for shop, portal and back office."""

from datetime import timedelta

from config.settings import environment

# Takes a password from allauth's own pages only: a log-in view of another package finds nobody.
AUTHENTICATION_BACKENDS = ["shop.user.backends.AccountBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Nobody learns here whether an address has an account: signing up always ends at "look into your
# mail", and only the owner of the address reads what the mail says. Buying needs no account meanwhile.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
# Confirmed in the browser that signed up, one is logged in and goes on where one was; a link
# opened anywhere else only confirms.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_FORMS = {"signup": "shop.user.forms.SignUpForm"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "customer:summary"
ACCOUNT_ADAPTER = "shop.user.adapter.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a new passkey, a changed password: the owner hears of it
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Whoever changes addresses or keys or asks for their data has shown within this time that it is they.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# How long the old address can take back a change of the account's address.
KILN_ADDRESS_WAY_BACK = timedelta(days=7)
# So long the link of an invitation to the back office opens the page on which its password is chosen.
KILN_INVITATION_DURATION = timedelta(days=7)
# Whoever may enter the back office needs a second factor to do so; production asks for it.
KILN_STAFF_SECOND_FACTOR = bool(environment.STAFF_SECOND_FACTOR)
# Per minute or five minutes, counted in the shared cache of `CACHES`; a test holds them.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "quote_request": "10/h/ip,5/h/key",  # prices asked for by a guest (crm_core.quotes)
    "voucher_code": "30/10m/ip,10/10m/key",  # codes tried in a basket (shop.basket.voucher_views)
    "gift_card": "20/10m/ip,10/10m/key",  # codes of gift cards tried, by visitor (shop.gift_cards.trying)
    "gift_card_total": "600/10m/key",  # and by everybody together
    "content_form": "6/10m/ip",  # forms on editors' pages (content.form_entries)
    "partner_enquiry": "10/10m/ip,5/h/key",  # enquiries to partners; the key is the address
    "privacy_request": "6/10m/ip,3/h/key",  # who asks for what we hold of an address; the key
    "newsletter": "8/10m/ip,8/h/key",  # sign-ups (crm_core.consents); the key is the address
    "calendar_feed": "300/10m/ip,30/10m/key",  # calendars that ask for a colleague's activities
    "certificate_check": "60/10m/ip",  # who looks up partners' certificates (partners.training)
    "product_alert": "8/10m/ip,8/h/key",  # guests who wait for a piece; the key is their address
    "order_lookup": "15/10m/ip,6/10m/key",  # withdrawals and returns without a log-in; the key is the number
}
# The visitor's address behind our own proxy, which puts it last into X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.TRUST_PROXY else 0
# Passkeys need no password; a second factor needs a confirmed address, so that nobody is locked
# out of an account that somebody else opened in their name.
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "shop.user.forms.AddPasskeyForm",
    "edit_webauthn": "shop.user.forms.RenamePasskeyForm",
}
MFA_ADAPTER = "shop.user.adapter.MFAAdapter"
# Where an account is logged in is written at login only: pages cost no query for it.
USERSESSIONS_TRACK_ACTIVITY = False
# How long somebody who asked for deletion can still change their mind.
KILN_DELETION_WAIT = timedelta(days=14)
# How long the log of what staff saw and did is kept; the database keeps ninety days at least.
KILN_AUDIT_DAYS = environment.AUDIT_DAYS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
