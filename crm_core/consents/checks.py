"""Each kind of mail is transactional or for a purpose that there is; otherwise the site does not start."""

from django.apps import AppConfig
from django.core.checks import Error, register

from crm_core.consents.purposes import PURPOSES
from shop.mail.kinds import FAMILIES, KINDS, TRANSACTIONAL


@register()
def check_purposes_of_mails(app_configs: list[AppConfig] | None = None, **kwargs: object) -> list[Error]:
    """Name the kinds whose purpose nobody has registered."""
    declared = {kind.code: kind.purpose for kind in KINDS}
    declared |= {family.prefix: family.purpose for family in FAMILIES}
    return [
        Error(
            f"The mail {code} is for the purpose {purpose!r}, which is not registered.",
            hint="Name TRANSACTIONAL or a purpose of crm_core.consents.purposes.",
            id="consents.E001",
        )
        for code, purpose in declared.items()
        if purpose != TRANSACTIONAL and purpose not in PURPOSES
    ]
