"""Oscar's account pages, forked: signing in belongs to allauth, the rest to our views."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.generic import RedirectView
from oscar.apps.customer import apps

# Oscar's own forms would pass by the second factor; their addresses lead to allauth's.
TO_ALLAUTH = {
    "login": "account_login",
    "logout": "account_logout",
    "register": "account_signup",
    "change-password": "account_change_password",
    "profile-view": "account_email",
    "profile-update": "account_email",
}
# Oscar counts orders, the market purchases; the rest of these nobody here fills.
TO_SUMMARY = ("order", "anon-order", "email-", "notifications-", "alert")
GONE = ("profile-delete", "address-", "wishlists-")


class CustomerConfig(apps.CustomerConfig):
    name = "marketplace.customer"

    def get_urls(self):
        from marketplace.account import (  # need the app registry
            data_views,
            message_views,
            quote_views,
            review_views,
            views,
        )
        from marketplace.account.access import buyers_only

        summary = RedirectView.as_view(pattern_name="customer:summary")

        @buyers_only
        def lead(request: HttpRequest, *args: str, **captured: str) -> HttpResponseBase:
            return summary(request)

        theirs = []
        for pattern in super().get_urls():
            name = getattr(pattern, "name", None) or ""
            if str(getattr(pattern, "pattern", "")) == "notifications/":
                continue  # it leads to /accounts/, where Oscar stands by itself
            if name in TO_ALLAUTH:
                view = RedirectView.as_view(pattern_name=TO_ALLAUTH[name], query_string=True)
                theirs.append(path(f"to/{name}/", view, name=name))
            elif name.startswith(TO_SUMMARY):
                theirs.append(URLPattern(pattern.pattern, lead, name=name))
            elif name != "summary" and not name.startswith(GONE):
                theirs.append(pattern)
        ours = [
            path("", views.summary, name="summary"),
            path("claim/", views.claim, name="purchases-claim"),
            path("addresses/", views.addresses, name="address-list"),
            path("addresses/add/", views.address, name="address-create"),
            path("addresses/<int:pk>/", views.address, name="address-detail"),
            path("addresses/<int:pk>/remove/", views.remove_address, name="address-delete"),
            path("addresses/<int:pk>/prefer/", views.prefer_address, name="address-prefer"),
            path("sessions/<int:pk>/end/", views.end_session, name="session-end"),
            path("cards/", views.cards, name="cards"),
            path("cards/add/", views.add_card, name="card-add"),
            path("cards/remove/", views.remove_card_view, name="card-remove"),
            path("lost-factor/<str:token>/", views.stop_lost_factor, name="stop-lost-factor"),
            path("data/", data_views.read, name="data"),
            path("data/my-data.json", data_views.take, name="data-file"),
            path("messages/", message_views.messages_list, name="messages"),
            path("quotes/", quote_views.quotes, name="quotes"),
            path("reviews/", review_views.reviews, name="reviews"),
            path("messages/<int:pk>/report/", message_views.report, name="message-report"),
            path("messages/products/<int:product_pk>/", message_views.thread, name="thread"),
            path("saved/", views.saved, name="wishlists-list"),
            path("saved/<int:product_pk>/", views.save, name="wishlists-add-product"),
        ]
        return self.post_process_urls([*ours, *theirs])
