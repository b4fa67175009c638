"""A host's work with visits, under /sell/visits/."""

from django.urls import path, re_path

from marketplace.sell.visits import term_views, views

app_name = "visits-sell"
urlpatterns = [
    path("", views.index, name="index"),
    re_path(r"^days/(?P<day>20\d\d-\d\d-\d\d)/$", views.day, name="day"),
    path("sessions/<int:pk>/", views.session, name="session"),
    path("sessions/<int:pk>/call-off/", views.call_off, name="call-off"),
    path("tickets/<str:code>/", views.ticket, name="ticket"),
    re_path(
        r"^tickets/(?P<code>[0-9A-Z]{1,12})/(?P<step>in|missed|undo)/$",
        views.ticket_step,
        name="ticket-step",
    ),
    path("schedules/<int:pk>/end/", term_views.schedule_end, name="schedule-end"),
    path("closed-days/<int:pk>/open/", term_views.reopen, name="open"),
    path("<int:pk>/", term_views.terms, name="terms"),
    path("<int:pk>/times/", term_views.times, name="times"),
    path("<int:pk>/close/", term_views.close, name="close"),
]
