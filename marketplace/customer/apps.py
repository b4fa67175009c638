"""Oscar's account pages, forked: signing in and passwords belong to allauth."""

from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.generic import RedirectView
from oscar.apps.customer import apps

# Oscar's own forms would pass by the second factor; their addresses lead to allauth's.
ELSEWHERE = {
    "login": "account_login",
    "logout": "account_logout",
    "register": "account_signup",
    "change-password": "account_change_password",
}


class CustomerConfig(apps.CustomerConfig):
    name = "marketplace.customer"

    def get_urls(self):
        from marketplace.customer import views  # needs the app registry

        ours = {"summary": path("", login_required(views.summary), name="summary")}
        for name, target in ELSEWHERE.items():
            to = RedirectView.as_view(pattern_name=target, query_string=True)
            ours[name] = path(f"to/{name}/", to, name=name)
        theirs = [
            pattern for pattern in super().get_urls() if getattr(pattern, "name", "") not in ours
        ]
        return self.post_process_urls([*ours.values(), *theirs])
