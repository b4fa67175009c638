from django.urls import path

from marketplace.storefront import views

app_name = "producers"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.detail, name="detail"),
]
