from django.urls import path, re_path

from marketplace.desk.moderation import lost_factors, views

app_name = "moderation"
urlpatterns = [
    path("", views.review_queue, name="queue"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/pictures/<int:picture_pk>/", views.picture, name="picture"),
    path("lost-factors/", lost_factors.index, name="lost-factors"),
    re_path(
        r"^lost-factors/(?P<pk>\d{1,18})/(?P<step>confirm|stop)/$",
        lost_factors.lost_factor_step,
        name="lost-factor-step",
    ),
]
