"""The old search address leads to the listing, which searches."""

from django.views.generic import RedirectView


class FacetedSearchView(RedirectView):
    pattern_name = "catalogue:index"
    query_string = True


class CatalogueView(FacetedSearchView):
    pass


class ProductCategoryView(FacetedSearchView):
    pass
