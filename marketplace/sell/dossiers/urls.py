from django.urls import path, re_path

from marketplace.sell.dossiers import paper_views, step_views, views

app_name = "dossiers"
urlpatterns = [
    path("", views.index, name="index"),
    path("begin/<int:pk>/", step_views.begin_view, name="begin"),
    path("<int:pk>/", views.dossier, name="dossier"),
    re_path(r"^(?P<pk>\d{1,18})/form/(?P<part>who|product|plan)/$", views.part, name="part"),
    path("<int:pk>/lines/<str:code>/", views.line, name="line"),
    path("<int:pk>/asked/<int:item_pk>/", views.asked, name="asked"),
    path("<int:pk>/documents/", paper_views.add, name="add-document"),
    path("<int:pk>/documents/<int:version_pk>/", paper_views.document, name="document"),
    path("<int:pk>/documents/<int:version_pk>/file/", paper_views.file, name="document-file"),
    re_path(
        r"^(?P<pk>\d{1,18})/evidence/(?P<source>story|sales|lots|labels|certificate)/$",
        paper_views.evidence,
        name="evidence",
    ),
    path("<int:pk>/form-01.pdf", paper_views.registration, name="registration"),
    re_path(
        r"^(?P<pk>\d{1,18})/(?P<step>answers|file|send|withdraw|again)/$",
        step_views.step,
        name="step",
    ),
]
