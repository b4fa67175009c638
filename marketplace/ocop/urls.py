from django.urls import path

from marketplace.ocop import decision_views, sheet_views, views

app_name = "programme"
urlpatterns = [
    path("", views.index, name="index"),
    path("grant/", views.grant, name="grant"),
    path("<int:pk>/", views.certificate, name="certificate"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("corrections/<int:pk>/", views.decide, name="decide"),
    path("decisions/", decision_views.decisions, name="decisions"),
    path("decisions/<int:pk>/", decision_views.decision, name="decision"),
    path("decisions/<int:pk>/paper/", decision_views.paper, name="decision-paper"),
    path("sheets/", sheet_views.sheets, name="sheets"),
    path("sheets/<int:number>/", sheet_views.sheet, name="sheet"),
]
