"""Oscar's catalogue, forked: OCOP columns; no category, range or review pages."""

from django.urls import path, re_path
from oscar.apps.catalogue import apps

from marketplace.frame.oscar_words import name_columns, speak_later
from marketplace.frame.page_cache import public_page, reads
from marketplace.frame.readers import counts_readers


class CatalogueConfig(apps.CatalogueConfig):
    name = "catalogue"

    def ready(self) -> None:
        speak_later()
        super().ready()
        name_columns()
        from catalogue.listing import documents, followers  # noqa: F401 - they announce themselves

    def get_urls(self):
        from catalogue.shop.comparison import compare  # needs the app registry
        from catalogue.shop.occasions import occasion
        from catalogue.shop.views import CatalogueView, ProductDetailView

        listing = reads(*CatalogueView.READS)(CatalogueView.as_view())
        product = reads(*ProductDetailView.READS)(ProductDetailView.as_view())
        return self.post_process_urls(
            [
                path("", public_page(listing), name="index"),
                path("compare/", public_page(reads("p")(compare)), name="compare"),
                path(
                    "occasions/<slug:code>/",
                    public_page(reads("page")(occasion)),
                    name="occasion",
                ),
                re_path(
                    r"^(?P<product_slug>[\w-]*)_(?P<pk>\d{1,12})/$",
                    counts_readers(public_page(product)),
                    name="detail",
                ),
            ]
        )
