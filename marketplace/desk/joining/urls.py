from django.urls import path, re_path

from marketplace.desk.joining import checklist_views, member_views, page_views, views

app_name = "verification"
urlpatterns = [
    path("", views.index, name="queue"),
    path("ending/", views.ending, name="ending"),
    path("begin/", views.begin, name="begin"),
    path("of/<int:producer_pk>/", views.of_producer, name="of-producer"),
    path("pages/", page_views.index, name="pages"),
    path("pages/<int:pk>/", page_views.page, name="page"),
    path("pages/<int:pk>/picture/", page_views.picture, name="page-picture"),
    path("checklist/", checklist_views.index, name="checklist"),
    path("checklist/new/", checklist_views.requirement, name="requirement-new"),
    path("checklist/<int:pk>/", checklist_views.requirement, name="requirement"),
    path("<int:pk>/", views.application, name="application"),
    path("<int:pk>/citizen/", views.citizen, name="citizen"),
    path("<int:pk>/members/", member_views.members, name="members"),
    path("<int:pk>/members/<int:member_pk>/", member_views.member, name="member"),
    re_path(r"^(?P<pk>\d{1,18})/(?P<part>who|where|numbers|bank)/$", views.part, name="part"),
    path("<int:pk>/papers/<int:requirement_pk>/", views.paper, name="paper"),
    re_path(
        r"^(?P<pk>\d{1,18})/papers/(?P<requirement_pk>\d{1,18})/(?P<step>accept|ask|waive)/$",
        views.paper_step,
        name="paper-step",
    ),
    path("<int:pk>/files/<int:paper_pk>/", views.file, name="file"),
    re_path(
        r"^(?P<pk>\d{1,18})/(?P<step>send|verify|ask|refuse)/$",
        views.step,
        name="step",
    ),
    re_path(
        r"^(?P<pk>\d{1,18})/standing/(?P<step>suspend|lift|close)/$",
        views.standing,
        name="standing",
    ),
]
