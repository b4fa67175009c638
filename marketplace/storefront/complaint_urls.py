from django.urls import path

from marketplace.storefront import complaint_views

app_name = "complaints"
urlpatterns = [
    path("", complaint_views.new, name="new"),
    path("<uuid:token>/", complaint_views.complaint, name="complaint"),
]
