from django.urls import path

from marketplace.storefront import question_views

app_name = "questions"
urlpatterns = [
    path("<int:pk>/", question_views.questions, name="of-product"),
    path("report/<int:pk>/", question_views.report, name="report"),
    path("<int:pk>/ask/", question_views.ask, name="ask"),
]
