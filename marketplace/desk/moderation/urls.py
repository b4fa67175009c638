from django.urls import path

from marketplace.desk.moderation import views

app_name = "moderation"
urlpatterns = [
    path("", views.review_queue, name="queue"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/pictures/<int:picture_pk>/", views.picture, name="picture"),
]
