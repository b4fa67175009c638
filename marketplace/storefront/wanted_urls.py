from django.urls import path

from marketplace.storefront import wanted_views

app_name = "wanted"
urlpatterns = [
    path("<int:pk>/", wanted_views.ask_page, name="ask"),
    path("confirm/<str:token>/", wanted_views.confirm_page, name="confirm"),
]
