"""Addresses of a company's own pages, below `/company/`."""

from django.urls import path

from shop.company_accounts.views import invitations, members, orders, overview, places, roles

app_name = "company"
urlpatterns = [
    # The company as a whole.
    path("", overview.OverviewView.as_view(), name="overview"),
    # Its people.
    path("people/", members.MembersView.as_view(), name="people"),
    path("people/invite/", invitations.InviteView.as_view(), name="invite"),
    path("people/<int:pk>/", members.MemberView.as_view(), name="person"),
    path("people/<int:pk>/activity/", members.ActivityView.as_view(), name="person-activity"),
    path("people/<int:pk>/check/", members.CheckView.as_view(), name="person-check"),
    path("invitations/<int:pk>/", invitations.AnswerView.as_view(), name="invitation-change"),
    path("invitation/<str:token>/", invitations.invitation_page, name="invitation"),
    # Its roles.
    path("roles/", roles.RolesView.as_view(), name="roles"),
    path("roles/new/", roles.RoleView.as_view(), name="role-new"),
    path("roles/<int:pk>/", roles.RoleView.as_view(), name="role"),
    path("roles/<int:pk>/delete/", roles.RoleDeleteView.as_view(), name="role-delete"),
    # Its locations, departments and cost centres.
    path("places/", places.PlacesView.as_view(), name="places"),
    path("places/<str:kind>/new/", places.PlaceView.as_view(), name="place-new"),
    path("places/<str:kind>/<int:pk>/", places.PlaceView.as_view(), name="place"),
    path(
        "places/department/<int:pk>/delete/", places.DepartmentDeleteView.as_view(), name="department-delete"
    ),
    # Its orders.
    path("orders/", orders.OrdersView.as_view(), name="orders"),
]
