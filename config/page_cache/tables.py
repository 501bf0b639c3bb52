"""Which tables no anonymous page shows: what is written to any other takes all kept pages away.

A table that is not named here counts as shown, so that one added later can only cost speed. A page of a shop
that shows one of these to a stranger needs its line taken out (`tests/config/page_cache/test_tables.py`
compares the list with the tables that there are).
"""

#: Apps of whose tables nothing is shown: sessions, baskets, orders, money, customers, the log of events.
UNSEEN_APPS = frozenset(
    """
    account auth backoffice basket catalogue_import checkout commissions communication customer customers
    events interactions mail mfa order partner_accounts partner_onboarding payment payments privacy referrals
    scores sessions timeline usersessions voucher wishlists analytics
    """.split()  # noqa: SIM905 - a table
)
#: Tables of apps of which others are shown.
UNSEEN_TABLES = frozenset(
    """
    address_useraddress
    catalogue_importrun catalogue_importproblem
    content_formentry content_formreply
    partner_stockalert
    stock_orderallocation stock_orderroute stock_reservation stock_reservationline
    stock_stockcount stock_stockcountline stock_stockmovement stock_stocktransfer stock_stocktransferline
    tax_vatcheck
    user_addresschange user_invitation user_user_groups user_user_user_permissions
    wagtailadmin_admin wagtailadmin_editingsession wagtailadmin_formstate
    wagtailcore_comment wagtailcore_commentreply wagtailcore_modellogentry wagtailcore_pagelogentry
    wagtailcore_pagesubscription wagtailcore_referenceindex wagtailcore_revision wagtailcore_taskstate
    wagtailcore_uploadedfile wagtailcore_workflowstate
    wagtailusers_userprofile
    django_migrations django_content_type
    """.split()  # noqa: SIM905
)
#: A log-in writes its time beside what pages show of a user.
UNSEEN_UPDATE = 'UPDATE "user_user" SET "last_login" = %s WHERE'

#: Of whose rows every process keeps something under the shared version (`LazyMemory`). Signals tell of what
#: is saved one by one; this of bulk writes and SQL.
KEPT_TABLES = frozenset(
    """
    address_country catalogue_category content_editorial content_menu payment_sourcetype wagtailcore_page
    """.split()  # noqa: SIM905
)
