"""Every guard of the code, from the files that are each about one part."""

from tests.races.access_guards import ACCESS
from tests.races.buying_guards import GUARDS as BUYING
from tests.races.company_guards import COMPANIES
from tests.races.credit_guards import GUARDS as CREDIT
from tests.races.crm_guards import CRM
from tests.races.deal_guards import REGISTERED_DEALS
from tests.races.delivery_guards import GUARDS as DELIVERIES
from tests.races.guards import GUARDS as OURS
from tests.races.offer_guards import OFFERS
from tests.races.partner_fund_guards import FUNDS
from tests.races.partner_guards import SELL_THROUGH
from tests.races.partner_record_guards import RECORDS
from tests.races.payment_guards import PAYMENTS
from tests.races.purchase_guards import PURCHASES
from tests.races.registration_guards import REGISTERED
from tests.races.return_guards import RETURNED
from tests.races.reward_guards import GUARDS as REWARDS
from tests.races.segment_guards import SEGMENTS
from tests.races.shipment_guards import SHIPMENTS
from tests.races.stored_value_guards import STORED_VALUE
from tests.races.training_guards import GUARDS as TRAINING
from tests.races.upload_guards import UPLOADS
from tests.races.warranty_guards import WARRANTIES

GUARDS = [
    *BUYING,
    *OURS,
    *PAYMENTS,
    *ACCESS,
    *COMPANIES,
    *UPLOADS,
    *CRM,
    *SHIPMENTS,
    *CREDIT,
    *STORED_VALUE,
    *RETURNED,
    *DELIVERIES,
    *OFFERS,
    *REGISTERED,
    *REGISTERED_DEALS,
    *PURCHASES,
    *FUNDS,
    *REWARDS,
    *TRAINING,
    *SELL_THROUGH,
    *RECORDS,
    *WARRANTIES,
    *SEGMENTS,
]
