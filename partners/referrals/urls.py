"""The address of partners' links; outside the languages, because the link is the partner's."""

from django.urls import path

from partners.referrals.views import follow_link

urlpatterns = [path("<slug:code>/", follow_link, name="referral")]
