from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm_core.customers.models import Customer
from crm_core.timeline.models import TimelineEntry
from partners.deal_registrations import subscribers
from partners.deal_registrations.decisions import extend, give_back, reject
from partners.deal_registrations.services import write_message
from partners.deal_registrations.tasks import index_companies_without_keys, look_after_registrations
from shop.events.testing import deliver_all
from shop.mail.models import OutgoingMail
from tests.partners.deal_registrations.factories import approved, fresh, partner, submitted
from tests.shop.factories import OrderFactory, StaffFactory
