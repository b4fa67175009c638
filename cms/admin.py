"""The library in Django's back office: files come in by the same door as everywhere."""

from django.contrib import admin
from django.db import models
from wagtail.documents.admin import Document  # these modules register what is put right here
from wagtail.images.admin import Image

from marketplace.files.fields import CheckedFileField, PictureField

admin.site.unregister([Image, Document])


@admin.register(Image)
class PictureAdmin(admin.ModelAdmin):
    formfield_overrides = {models.ImageField: {"form_class": PictureField}}


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    formfield_overrides = {models.FileField: {"form_class": CheckedFileField}}
