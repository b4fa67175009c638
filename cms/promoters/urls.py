"""Addresses of the people of villages: `office` below Wagtail's office, the rest by language."""

from django.urls import path, re_path

from cms import enquiry_views, paper_views
from cms.promoters import views

app_name = "promoters"
urlpatterns = [path("join/<str:token>/", views.join, name="join")]
office = [
    path("enquiries/", enquiry_views.index, name="village_enquiries"),
    path("enquiries/<int:pk>/", enquiry_views.enquiry, name="village_enquiry"),
    path("enquiries/<int:pk>/close/", enquiry_views.close_it, name="village_enquiry_close"),
    path("village-papers/<int:pk>/sign/", paper_views.gate_sign, name="village_sign"),
    path("village-papers/pages/<int:pk>/", paper_views.page_sheet, name="village_sheet"),
    path("village-people/", views.index, name="village_people"),
    path("village-people/<int:pk>/", views.village, name="village_of_people"),
    path("village-people/posts/<int:pk>/role/", views.role, name="village_post_role"),
    path("village-people/posts/<int:pk>/remove/", views.take_out, name="village_post_remove"),
    path("village-people/posts/<int:pk>/successor/", views.successor, name="village_post_after"),
    re_path(
        r"^village-people/invitations/(?P<pk>\d{1,18})/(?P<step>again|withdraw)/$",
        views.invitation,
        name="village_invitation",
    ),
]
