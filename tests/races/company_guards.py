"""What keeps a company's people and pages, and the test that fails without it: part of `make mutate-guards`."""

from tests.races.guards import Guard

RACES = "tests/races/test_companies.py"
MEMBERS = "tests/shop/b2b/test_members.py"
ROLES = "tests/shop/b2b/test_roles.py"
INVITATIONS = "tests/shop/b2b/test_invitations.py"
ORDERS = "tests/shop/company_accounts/test_orders.py"

COMPANIES = [
    Guard(
        name="people-one-at-a-time",
        path="shop/b2b/members.py",
        after="company = Company.objects.get(pk=company_id)",
        test=f"{RACES}::test_of_two_administrators_who_demote_each_other_one_stays",
    ),
    Guard(
        name="an-administrator-remains",
        path="shop/b2b/members.py",
        after="if False:",
        test=f"{MEMBERS}::test_the_last_administrator_stays",
    ),
    Guard(
        name="no-member-above-oneself",
        path="shop/b2b/members.py",
        after="return True",
        test=f"{MEMBERS}::test_nobody_touches_a_member_who_may_more_than_they",
    ),
    Guard(
        name="grant-what-one-holds",
        path="shop/b2b/roles.py",
        after="return True",
        test=f"{MEMBERS}::test_nobody_gives_a_role_that_may_more_than_they",
    ),
    Guard(
        name="role-within-ones-own",
        path="shop/b2b/roles.py",
        after="if False:",
        test=f"{ROLES}::test_nobody_defines_more_than_they_hold",
    ),
    Guard(
        name="no-company-below-itself",
        path="shop/b2b/models/companies.py",
        after="if False:",
        test="tests/shop/b2b/test_hierarchy.py::test_no_company_stands_below_itself",
    ),
    Guard(
        name="one-move-at-a-time",
        path="shop/b2b/models/companies.py",
        after="pass",
        test=f"{RACES}::test_two_moves_that_are_right_alone_make_no_circle",
    ),
    Guard(
        name="invited-address",
        path="shop/b2b/invitations.py",
        after="if False:",
        test=f"{INVITATIONS}::test_an_account_that_did_not_show_the_address_does_not_join",
    ),
    Guard(
        name="invitation-once",
        path="shop/b2b/invitations.py",
        after="if False:",
        test=f"{INVITATIONS}::test_a_link_makes_one_member_once",
    ),
    Guard(
        name="no-orders-after-leaving",
        path="shop/order/visibility.py",
        after="return Order.objects.filter(own)",
        test=f"{ORDERS}::test_who_has_left_opens_nothing_of_what_they_bought_for_it",
    ),
    Guard(
        name="may-place-orders",
        path="shop/company_accounts/orders_guard.py",
        after="if False:",
        test="tests/shop/company_accounts/test_orders_guard.py::test_a_buyer_orders_and_a_reader_does_not",
    ),
    Guard(
        name="colleagues-only-look",
        path="shop/customer/views.py",
        after="only_looks = False",
        test=f"{ORDERS}::test_who_may_see_an_order_does_not_act_for_its_buyer",
    ),
    Guard(
        name="members-of-others",
        path="shop/company_accounts/views/members.py",
        after='found = CompanyContact.objects.filter(pk=self.kwargs["pk"]).first()',
        test="tests/shop/company_accounts/test_members.py::test_people_of_the_parent_are_not_the_subsidiarys",
    ),
    Guard(
        name="roles-of-others",
        path="shop/company_accounts/views/roles.py",
        after="own = CompanyRole.objects.all()",
        test="tests/access/test_matrix.py::test_what_belongs_to_somebody_is_closed_to_others",
    ),
    Guard(
        name="places-of-others",
        path="shop/company_accounts/views/places.py",
        after="rows = model._default_manager.all()",
        test="tests/shop/company_accounts/test_places.py::test_places_of_others_are_not_there",
    ),
    Guard(
        name="own-location",
        path="shop/checkout/company_locations.py",
        after="active = CompanyLocation.objects.filter(is_active=True)",
        test="tests/shop/checkout/test_company_locations.py::test_a_location_of_another_company_is_not_there",
    ),
    Guard(
        name="visibility-rules-in-turn",
        path="shop/catalogue_visibility/services.py",
        after="pass",
        test="tests/races/test_visibility.py::test_of_two_rules_that_are_saved_at_once_both_hold",
    ),
]
