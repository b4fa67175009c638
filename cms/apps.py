from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("Villages and stories")

    def ready(self) -> None:
        from catalogue.places.pages import pages_are_told_by
        from cms import search  # noqa: F401
        from cms.addresses import village_paths
        from cms.enquiry_views import hosts_of
        from cms.promoters import followers  # noqa: F401
        from cms.readers import keep
        from marketplace.enquiries.mail import villages_are_read_by
        from marketplace.frame.readers import kept_by

        pages_are_told_by(village_paths)
        kept_by(keep)
        villages_are_read_by(hosts_of)
