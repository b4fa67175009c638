from django.urls import path

from marketplace.storefront import enquiry_views

app_name = "enquiries"
urlpatterns = [
    path("villages/<slug:slug>/", enquiry_views.of_village, name="village"),
    path("makers/<slug:slug>/", enquiry_views.of_maker, name="maker"),
    path("<str:token>/", enquiry_views.thread, name="thread"),
]
