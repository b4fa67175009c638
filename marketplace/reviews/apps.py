from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    name = "marketplace.reviews"
    label = "product_reviews"  # "reviews" is Oscar's, which keeps no rows any more
    verbose_name = _("Reviews of products")

    def ready(self) -> None:
        from marketplace.reviews import pictures  # noqa: F401 - it hears what is drawn
