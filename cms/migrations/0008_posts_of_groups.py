"""Make posts of the groups by which promoters were known: "Promoters " and the village's name.

A group is a village's that bears its name. One whose village was renamed since is that of the
village on whose page it has rights. Its people keep what they had; rights on a page that became
another village's go.
"""

from django.db import migrations

BEFORE = "Promoters "


def villages_of(group, Village, VillagePage):
    """The villages whose promoters a group's people are."""
    named = list(Village.objects.filter(name=group.name.removeprefix(BEFORE)).order_by("pk"))
    if named:
        return named
    pages = VillagePage.objects.filter(group_permissions__group=group)
    return list(Village.objects.filter(pk__in=pages.values("village")).order_by("pk"))


def carry_over(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Village = apps.get_model("places", "Village")
    VillagePage = apps.get_model("cms", "VillagePage")
    Office = apps.get_model("cms", "VillageOffice")
    Post = apps.get_model("cms", "Post")
    Change = apps.get_model("cms", "PostChange")
    Collection = apps.get_model("wagtailcore", "Collection")
    PageRight = apps.get_model("wagtailcore", "GroupPagePermission")
    FileRight = apps.get_model("wagtailcore", "GroupCollectionPermission")
    files = [apps.get_model("wagtailimages", "Image"), apps.get_model("wagtaildocs", "Document")]

    for group in Group.objects.filter(name__startswith=BEFORE).order_by("pk"):
        villages = villages_of(group, Village, VillagePage)
        if not villages:
            continue
        people = list(group.user_set.order_by("pk"))
        folders = FileRight.objects.filter(group=group).values_list("collection", flat=True)
        for village in villages:
            for user in people:
                _post, made = Post.objects.get_or_create(village=village, user=user)
                if made:
                    Change.objects.create(
                        village=village,
                        place=village.name,
                        kind="appointed",
                        email=user.email,
                        after="promoter",
                    )
        village = villages[0]
        pages = VillagePage.objects.filter(village=village).values("page_ptr")
        PageRight.objects.filter(group=group).exclude(page__in=pages).delete()
        folder = Collection.objects.filter(pk__in=set(folders)).order_by("pk").first()
        office, made = Office.objects.get_or_create(village=village)
        if not made:  # another group, from before a new name, stands for the village already
            if folder and office.collection:
                for model in files:
                    model.objects.filter(collection=folder).update(collection=office.collection)
            group.delete()
            continue
        if folder and Office.objects.filter(collection=folder).exists():
            folder = None
        office.promoters, office.collection = group, folder
        office.save()
        group.name = f"Promoters {village.pk}: {village.name}"
        group.save()


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0007_people_of_villages"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
