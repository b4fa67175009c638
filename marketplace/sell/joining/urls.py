from django.urls import path, re_path

from marketplace.sell.joining import views

app_name = "joining"
urlpatterns = [
    path("", views.index, name="index"),
    path("begin/", views.begin, name="begin"),
    path("<int:pk>/", views.application, name="application"),
    re_path(
        r"^(?P<pk>\d{1,18})/(?P<part>who|where|numbers|bank)/$",
        views.part,
        name="part",
    ),
    path("<int:pk>/papers/<int:requirement_pk>/", views.paper, name="paper"),
    path("<int:pk>/files/<int:paper_pk>/", views.file, name="file"),
    path("<int:pk>/send/", views.send_view, name="send"),
    path("<int:pk>/again/", views.again, name="again"),
]
