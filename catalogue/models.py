"""What is sold. Oscar's product with real columns for what people filter by."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import (
    AbstractCategory,
    AbstractProduct,
    AbstractProductImage,
    get_image_upload_path,
)

from catalogue import gtin_rules
from catalogue.managers import OcopProductQuerySet
from marketplace.files.fields import PublicPictureField

if TYPE_CHECKING:
    from marketplace.producers.models import Producer


class OcopGroup(models.Model):
    """One of the six product groups of the programme (decision 26/2026/QĐ-TTg)."""

    number = models.PositiveSmallIntegerField(_("Number"), unique=True)
    name = models.CharField(_("Name"), max_length=120)
    source = models.CharField(_("Source"), max_length=120)

    class Meta:
        ordering = ["number"]
        verbose_name = _("OCOP group")
        verbose_name_plural = _("OCOP groups")

    def __str__(self) -> str:
        return self.name


class OcopSet(models.Model):
    """One of the 26 product sets; each has a score sheet of its own."""

    number = models.PositiveSmallIntegerField(_("Number"), unique=True)
    group = models.ForeignKey(OcopGroup, models.PROTECT, related_name="sets")
    name = models.CharField(_("Name"), max_length=160)

    class Meta:
        ordering = ["number"]
        verbose_name = _("OCOP set")
        verbose_name_plural = _("OCOP sets")

    def __str__(self) -> str:
        return self.name


class Availability(models.IntegerChoices):
    """Whether a buyer can have the product; a small integer, so that an index is sought."""

    SOLD_OUT = 0, _("Sold out")
    IN_STOCK = 1, _("In stock")
    MADE_TO_ORDER = 2, _("Made to order")


class DeliveryReach(models.IntegerChoices):
    """How far a product can travel; fresh food and heavy furniture stay nearer."""

    PROVINCE = 1, _("Within its own province")
    COUNTRY = 2, _("Anywhere in Vietnam")
    ABROAD = 3, _("Vietnam and abroad")


class Publication(models.IntegerChoices):
    """Where a product stands; withdrawn and hidden ones keep their page and their origin code."""

    DRAFT = 0, _("Draft")
    PUBLISHED = 1, _("Published")
    WITHDRAWN = 2, _("Withdrawn")
    HIDDEN = 3, _("Hidden")  # by its producer, who shows it again


class GtinLicence(models.Model):
    """A company prefix of GS1 that a producer may number its goods with, and until when.

    `holder` as on the certificate: the producer, or a cooperative that shares its prefix. The
    prefix of a licence stays what it is, held by a trigger: another prefix is another licence.
    """

    producer = models.ForeignKey(
        "producers.Producer",
        models.PROTECT,
        related_name="gtin_licences",
        verbose_name=_("Producer"),
    )
    prefix = models.CharField(_("GS1 company prefix"), max_length=13)
    holder = models.CharField(_("Holder of the licence"), max_length=160)
    starts_on = models.DateField(_("Valid from"))
    ends_on = models.DateField(_("Valid until"))

    class Meta:
        ordering = ["ends_on", "pk"]
        verbose_name = _("GTIN licence")
        verbose_name_plural = _("GTIN licences")
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "prefix"], name="one_gtin_licence_a_prefix_of_a_producer"
            ),
            models.CheckConstraint(
                condition=gtin_rules.digits_only("prefix") & gtin_rules.has_length("prefix", 4, 13),
                name="gtin_prefix_has_4_to_13_digits",
                violation_error_message=_("A company prefix has 4 to 13 digits."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="gtin_licence_ends_after_it_starts",
                violation_error_message=_("The licence would end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.prefix


class Product(AbstractProduct):
    """A product of exactly one producer, with one stock record, or one of each variant.

    `ocop_stars`, `ocop_valid_until` are copies that only the certificates service
    writes; `price` (whole dong) and `availability` are copies of the stock record that
    only `catalogue.products.services` writes, as `cover`, the name of the first picture's file;
    `gtin` only `catalogue.origin.codes.gtins` writes, with the licence of its prefix;
    `rating` and `review_count` only marketplace/reviews writes. A star shows while
    `ocop_valid_until` is not past. Oscar's `code` is the permanent code of the origin
    address /P/<code>.
    """

    # Oscar's own product has none; the market makes no product without its maker.
    producer: "models.ForeignKey[Producer | None, Producer]" = models.ForeignKey(  # type: ignore[misc]
        "producers.Producer",
        models.PROTECT,
        related_name="products",
        null=True,
        verbose_name=_("Producer"),
    )
    village = models.ForeignKey(
        "places.Village",
        models.PROTECT,
        related_name="products",
        null=True,
        blank=True,
        verbose_name=_("Village"),
    )
    commune = models.ForeignKey(
        "places.Commune", models.PROTECT, related_name="+", null=True, blank=True
    )
    ocop_group = models.ForeignKey(
        OcopGroup, models.PROTECT, related_name="products", null=True, verbose_name=_("OCOP group")
    )
    ocop_set = models.ForeignKey(
        OcopSet, models.PROTECT, related_name="products", null=True, verbose_name=_("OCOP set")
    )
    gtin = models.CharField("GTIN-14", max_length=14, unique=True, null=True, blank=True)
    gtin_licence = models.ForeignKey(
        GtinLicence, models.PROTECT, related_name="products", null=True, blank=True
    )
    summary = models.CharField(_("In one sentence"), max_length=255, blank=True)
    story = models.TextField(_("Story"), blank=True)
    unit = models.CharField(_("Sales unit"), max_length=40, blank=True)
    weight_g = models.PositiveIntegerField(_("Weight with packing, grams"), default=0)
    shelf_life_days = models.PositiveIntegerField(_("Shelf life, days"), null=True, blank=True)
    needs_delivery = models.BooleanField(_("Needs delivery"), default=True)
    delivery_reach = models.PositiveSmallIntegerField(
        _("Delivers to"), choices=DeliveryReach, default=DeliveryReach.ABROAD
    )
    made_to_order = models.BooleanField(_("Made to order"), default=False)
    # What is made to order takes so long until it can be sent; 0: its maker does not say.
    lead_days = models.PositiveSmallIntegerField(_("Days to make"), default=0)
    is_illustrated = models.BooleanField(
        _("Pictures are illustrations"), default=False, help_text=_("Drawn, not photographed")
    )

    ocop_stars = models.PositiveSmallIntegerField(_("OCOP stars"), null=True, editable=False)
    ocop_valid_until = models.DateField(_("OCOP valid until"), null=True, editable=False)
    price = models.BigIntegerField(_("Price in dong"), null=True, editable=False)
    # Of a product with variants `price` is the lowest, and this the highest of what is to be had;
    # None: there is nothing to choose.
    highest_price = models.BigIntegerField(_("Highest price in dong"), null=True, editable=False)
    availability = models.PositiveSmallIntegerField(
        choices=Availability, default=Availability.SOLD_OUT, editable=False
    )
    publication = models.PositiveSmallIntegerField(
        choices=Publication, default=Publication.DRAFT, verbose_name=_("Publication")
    )
    cover = models.CharField(max_length=255, blank=True, editable=False)
    review_count = models.PositiveIntegerField(default=0, editable=False)
    recalled_at = models.DateTimeField(null=True, editable=False)  # the last recall of a lot
    published_on = models.DateTimeField(_("Published on"), null=True, blank=True, editable=False)
    search_text = models.TextField(editable=False, blank=True)

    objects = OcopProductQuerySet.as_manager()

    class Meta(AbstractProduct.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ocop_stars__isnull=True)
                | models.Q(ocop_stars__gte=3, ocop_stars__lte=5, ocop_valid_until__isnull=False),
                name="ocop_stars_are_3_to_5_with_a_date",
            ),
            models.CheckConstraint(
                condition=models.Q(price__isnull=True) | models.Q(price__gte=0),
                name="price_is_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(gtin__isnull=True) | gtin_rules.is_gtin("gtin"),
                name="gtin_has_14_digits_that_agree",
                violation_error_message=_(
                    "A GTIN has 14 digits, the last one following from them."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(gtin__isnull=True) | gtin_rules.is_of_goods("gtin"),
                name="gtin_is_of_goods",
                violation_error_message=_(
                    "Numbers that begin so are for use inside a shop, for coupons or for refunds."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(gtin__isnull=True, gtin_licence__isnull=True)
                | models.Q(gtin__isnull=False, gtin_licence__isnull=False),
                name="gtin_comes_with_its_licence",
                violation_error_message=_("A GTIN comes with the licence of its prefix."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["publication", "ocop_stars", "ocop_group", "village", "price"],
                name="product_facets",
            ),
            models.Index(fields=["publication", "-published_on", "-id"], name="product_newest"),
            models.Index(fields=["publication", "price", "id"], name="product_by_price"),
            models.Index(fields=["publication", "producer", "id"], name="product_by_producer"),
            models.Index(fields=["publication", "ocop_set", "id"], name="product_by_set"),
            models.Index(fields=["ocop_valid_until"], name="product_valid_until"),
        ]


class Axis(models.TextChoices):
    """By what the variants of a product differ."""

    SIZE = "size", _("Size")
    COLOUR = "colour", _("Colour")
    PACK = "pack", _("Pack")
    KIND = "kind", _("Kind")


class Variant(models.Model):
    """A size, a colour or a pack of a product, with a stock record of its own.

    The page, the certificate and the story are the product's. A product without variants has one
    stock record; of one with variants every record is a variant's. One that is no longer offered
    is kept, for orders name it: its record has no price, so nothing can be bought of it.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    record = models.OneToOneField("partner.StockRecord", models.CASCADE, related_name="variant")
    axis = models.CharField(_("Differs by"), max_length=10, choices=Axis)
    label = models.CharField(_("Name of the variant"), max_length=60)
    place = models.PositiveSmallIntegerField(_("Place in lists"), default=0)
    weight_g = models.PositiveIntegerField(
        _("Weight with packing, grams"), null=True, blank=True, help_text=_("Empty: the product's")
    )
    picture = models.ForeignKey(
        "catalogue.ProductImage", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("Variant")
        verbose_name_plural = _("Variants")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "label_vi"], name="one_variant_a_name_of_a_product"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.label}"

    @property
    def is_offered(self) -> bool:
        return self.retired_at is None


class Category(AbstractCategory):
    image = PublicPictureField(
        _("Image"), upload_to="categories", blank=True, null=True, max_length=255
    )


class ProductImage(AbstractProductImage):
    original = PublicPictureField(_("Original"), upload_to=get_image_upload_path, max_length=255)


from oscar.apps.catalogue.models import *  # noqa: E402, F403
