"""Enquiries to partners as a source of leads."""

from django.utils.translation import gettext_lazy as _

from crm_core.leads.kinds import SOURCE_KINDS, SourceKind

LOCATOR = "partner_locator"
SOURCE_KINDS.register(SourceKind(name=LOCATOR, label=_("Partner locator"), icon="site"))
