from django.urls import path

from marketplace.checkout import waiting_views

app_name = "visits"
urlpatterns = [path("sessions/<int:pk>/wait/", waiting_views.wait, name="wait")]
