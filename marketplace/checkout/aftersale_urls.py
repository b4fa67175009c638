"""The buyer's addresses after a sale; the purchase's token stands before everything."""

from django.urls import path, re_path

from marketplace.checkout import aftersale_views as views
from marketplace.checkout import message_views, ticket_views

app_name = "aftersale"
urlpatterns = [
    path("<uuid:token>/code/", views.code, name="code"),
    path("<uuid:token>/orders/<str:number>/cancel/", views.cancel, name="cancel"),
    path("<uuid:token>/orders/<str:number>/return/", views.ask, name="ask"),
    path(
        "<uuid:token>/orders/<str:number>/messages/",
        message_views.order_messages,
        name="messages",
    ),
    path(
        "<uuid:token>/orders/<str:number>/messages/<int:pk>/report/",
        message_views.report,
        name="message-report",
    ),
    path("<uuid:token>/tickets/<str:code>/", ticket_views.ticket, name="ticket"),
    path("<uuid:token>/tickets/<str:code>/code.svg", ticket_views.ticket_code, name="ticket-code"),
    path(
        "<uuid:token>/tickets/<str:code>/visit.ics",
        ticket_views.ticket_calendar,
        name="ticket-calendar",
    ),
    path("<uuid:token>/tickets/<str:code>/date/", ticket_views.ticket_date, name="ticket-date"),
    path(
        "<uuid:token>/tickets/<str:code>/cancel/", ticket_views.ticket_cancel, name="ticket-cancel"
    ),
    path("<uuid:token>/returns/<str:number>/", views.claim, name="return"),
    re_path(
        r"^(?P<token>[0-9a-f-]{36})/returns/(?P<number>[^/]+)/(?P<step>withdraw|sent|dispute)/$",
        views.claim_step,
        name="return-step",
    ),
    path("<uuid:token>/returns/<str:number>/pictures/<int:pk>/", views.picture, name="picture"),
    path("<uuid:token>/refunds/<int:pk>/", views.account, name="account"),
    path("<uuid:token>/documents/<int:pk>/", views.issued_document, name="issued-document"),
    path("<uuid:token>/documents/<str:kind>/<str:number>/", views.document, name="document"),
]
