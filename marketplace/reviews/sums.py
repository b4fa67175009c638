"""What a product's public reviews come to, counted anew whenever one comes, changes or goes.

    5, 5, 4 stars, one with a picture, packing 5 and 3     fours 1, fives 2, with_pictures 1,
                                                           aspects {"packing": [8, 2]}, mean 4.67

Nothing is ever added to a sum, so none can drift.
"""

from collections import Counter

from django.db.models import Count, Exists, OuterRef, Sum

from catalogue.models import Product
from catalogue.search.services import touch
from marketplace.reviews.models import AspectScore, Review, ReviewPicture, ReviewSums

COUNTED = ("ones", "twos", "threes", "fours", "fives")


def lock_product(product_id: int) -> Product:
    """Lock the product whose reviews are about to change; one after the other they are counted."""
    return (
        Product.objects.select_for_update(of=("self",))
        .select_related("producer")
        .get(pk=product_id)
    )


def count_reviews(product_id: int) -> ReviewSums:
    """Count a locked product's public reviews; its mean, and whatever shows it, follows."""
    public = Review.objects.filter(product=product_id, state=Review.State.PUBLIC)
    pictures = ReviewPicture.objects.filter(review=OuterRef("pk"))
    rows = list(
        public.annotate(has_picture=Exists(pictures)).values_list(
            "score", "language", "has_picture"
        )
    )
    scores = Counter(score for score, _language, _picture in rows)
    aspects = AspectScore.objects.filter(review__in=public).order_by().values_list("aspect")
    sums, _is_new = ReviewSums.objects.update_or_create(
        product_id=product_id,
        defaults={
            **{name: scores[stars] for stars, name in enumerate(COUNTED, 1)},
            "with_pictures": sum(has_picture for *_rest, has_picture in rows),
            "languages": dict(Counter(language for _score, language, _picture in rows)),
            "aspects": {
                aspect: [total, count]
                for aspect, total, count in aspects.annotate(Sum("score"), Count("pk"))
            },
        },
    )
    mean = sum(score for score, *_rest in rows) / len(rows) if rows else None
    Product.objects.filter(pk=product_id).update(rating=mean, review_count=len(rows))
    touch("product", [product_id])
    return sums
