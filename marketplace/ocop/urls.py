from django.urls import path

from marketplace.ocop import views

app_name = "programme"
urlpatterns = [
    path("", views.index, name="index"),
    path("grant/", views.grant, name="grant"),
    path("<int:pk>/", views.certificate, name="certificate"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("corrections/<int:pk>/", views.decide, name="decide"),
]
