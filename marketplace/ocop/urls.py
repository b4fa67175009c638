from django.urls import path, re_path

from marketplace.ocop import (
    decision_views,
    entry_views,
    rated_views,
    sheet_views,
    table_views,
    views,
)

app_name = "programme"
urlpatterns = [
    path("", views.index, name="index"),
    path("grant/", views.grant, name="grant"),
    path("<int:pk>/", views.certificate, name="certificate"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("corrections/<int:pk>/", views.decide, name="decide"),
    path("entries/", entry_views.entries, name="entries"),
    path("entries/<int:pk>/", entry_views.entry, name="entry"),
    path("entries/<int:pk>/hand-over/", table_views.hand_over, name="hand-over"),
    path("entries/<int:pk>/refused.xlsx", table_views.refused, name="refused-rows"),
    path("tables/new/", table_views.enter, name="enter-table"),
    re_path(r"^tables/template\.(?P<kind>csv|xlsx)$", table_views.template, name="table-template"),
    path("decisions/", decision_views.decisions, name="decisions"),
    path("decisions/new/", decision_views.enter, name="enter-decision"),
    path("decisions/<int:pk>/", decision_views.decision, name="decision"),
    path("decisions/<int:pk>/paper/", decision_views.paper, name="decision-paper"),
    path("rated/", rated_views.index, name="rated-products"),
    path("rated/new/", rated_views.enter, name="enter-rated"),
    path("rated/<int:pk>/", rated_views.rated, name="rated"),
    path("rated/links/<int:pk>/", rated_views.decide, name="decide-link"),
    path("sheets/", sheet_views.sheets, name="sheets"),
    path("sheets/<int:number>/", sheet_views.sheet, name="sheet"),
]
