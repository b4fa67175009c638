"""Oscar's basket, forked: shown by producer; adding and changing lines by our own views."""

from django.urls import path
from oscar.apps.basket import apps

from marketplace.frame.access import for_audience


class BasketConfig(apps.BasketConfig):
    name = "marketplace.basket"

    def get_urls(self):
        from marketplace.basket import views, visit_views  # need the app registry

        of_visitor = for_audience("visitor")
        return self.post_process_urls(
            [
                path("", of_visitor(views.BasketView.as_view()), name="summary"),
                path("add/<int:pk>/", of_visitor(views.BasketAddView.as_view()), name="add"),
                path("visits/<int:pk>/", of_visitor(visit_views.BookView.as_view()), name="book"),
                path("lines/<int:pk>/", of_visitor(views.BasketLineView.as_view()), name="line"),
                path("voucher/", of_visitor(views.VoucherView.as_view()), name="voucher"),
            ]
        )
