"""The demo market's pages in Wagtail, in three languages, and the promoters who edit them."""

import json
from io import BytesIO

import resvg_py
from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import Collection, Locale, Page, Site

from catalogue.places.models import Village
from cms.models import HomePage, PlainPage, StoryIndexPage, StoryPage, VillageIndexPage, VillagePage
from cms.promoters import make_promoters, make_workflow
from marketplace.accounts.models import User
from marketplace.demo import drawing, market, stories
from marketplace.demo.facts import Facts, all_facts
from marketplace.demo.stand_ins import drawing_of


def picture(slug: str, shapes: list[tuple[str, str]], title: str, collection: Collection) -> Image:
    """Draw a wide picture once and put it into the library."""
    found = Image.objects.filter(title=title).first()
    if found:
        return found
    svg = drawing.village_svg(shapes, slug)
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=1280))
    return Image.objects.create(
        title=title,
        file=ImageFile(BytesIO(png), name=f"{slug}.png"),
        width=1280,
        height=800,
        collection=collection,
    )


def body(paragraphs: list[str], village: Village | None = None, heading: str = "") -> str:
    blocks: list[dict] = [{"type": "text", "value": f"<p>{text}</p>"} for text in paragraphs]
    if village:
        blocks.insert(1, {"type": "map_point", "value": {"village": village.pk}})
        blocks.append(
            {"type": "village_products", "value": {"title": heading, "village": village.pk}}
        )
    return json.dumps(blocks)


@transaction.atomic
def build(say) -> None:
    """Make the pages once; what exists is left as people have it."""
    if HomePage.objects.exists():
        return
    say("Pages and stories")
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code in stories.LANGUAGES]
    root = Page.get_first_root_node()
    Page.objects.filter(depth=2, slug="home").exclude(pk__in=HomePage.objects.values("pk")).delete()
    root = Page.objects.get(pk=root.pk)
    collections = Collection.get_first_root_node()
    villages = {
        village.slug: village
        for village in Village.objects.select_related("commune", "old_commune")
    }
    made_in: dict[str, list[Facts]] = {}
    for facts in all_facts():
        if facts.place:
            made_in.setdefault(facts.place, []).append(facts)
    pictures = {}
    for slug in made_in:
        shapes = list(dict.fromkeys(map(drawing_of, made_in[slug])))
        shapes = (shapes * 3)[:3]
        folder = collections.add_child(name=villages[slug].name)
        pictures[slug] = picture(slug, shapes, f"{villages[slug].name} (minh họa)", folder)
    hero = picture(
        "home",
        [("vase", "ceramics"), ("hat", "hat"), ("scarf", "silk")],
        "Chợ OCOP (minh họa)",
        collections,
    )
    translations: dict[str, object] = {}

    def add(parent, key: str, page, n: int):
        page.locale, page.slug, page.live = locales[n], page.slug, True
        if key in translations:
            page.translation_key = translations[key]
        parent.add_child(instance=page)
        page.save_revision().publish()
        translations.setdefault(key, page.translation_key)
        return page

    made = ("Làm tại làng", "Made in the village", "Dibuat di desa")
    for n, code in enumerate(stories.LANGUAGES):
        suffix = {"vi": "vi", "en": "en", "id": "ind"}[code]
        home = add(
            Page.objects.get(pk=root.pk),
            "home",
            HomePage(
                title=stories.HOME[0][n],
                lead=stories.HOME[1][n],
                slug=f"home-{code}",
                picture=hero,
                is_illustrated=True,
            ),
            n,
        )
        if n == 0:
            Site.objects.all().delete()
            Site.objects.create(
                hostname="localhost",
                port=80,
                root_page=home,
                is_default_site=True,
                site_name=settings.OSCAR_SHOP_NAME,
            )
        for slug, (title, text) in stories.PLAIN.items():
            add(home, slug, PlainPage(title=title[n], slug=slug, body=body([text[n]])), n)
        village_index = add(
            home,
            "villages",
            VillageIndexPage(
                title=stories.VILLAGES[0][n], lead=stories.VILLAGES[1][n], slug="villages"
            ),
            n,
        )
        story_index = add(
            home,
            "stories",
            StoryIndexPage(title=stories.STORIES[0][n], lead=stories.STORIES[1][n], slug="stories"),
            n,
        )
        for slug, village in villages.items():
            if slug not in made_in:
                continue
            short = stories.SHORT[n].format(
                name=village.name,
                craft=getattr(village, f"craft_{suffix}"),
                commune=village.commune.name,
                old=f"{village.old_commune.name}, {village.old_commune.district_name}"
                if village.old_commune
                else village.commune.name,
            )
            full = stories.FULL.get(slug)
            paragraphs = [short, *(full[1][n][:2] if full else []), stories.SHORT_2[n]]
            add(
                village_index,
                f"village-{slug}",
                VillagePage(
                    title=village.name,
                    slug=slug,
                    lead=short,
                    village=village,
                    picture=pictures[slug],
                    is_illustrated=True,
                    visit=stories.VISIT[n],
                    body=body(paragraphs),
                ),
                n,
            )
            if full:
                add(
                    story_index,
                    f"story-{slug}",
                    StoryPage(
                        title=full[0][n],
                        slug=f"{slug}-story",
                        lead=short,
                        village=village,
                        picture=pictures[slug],
                        is_illustrated=True,
                        body=body(full[1][n], village, made[n]),
                    ),
                    n,
                )
    for village in villages.values():
        make_promoters(village)
    make_workflow()
    promoters = make_promoters(villages["bat-trang"])
    User.objects.get(email=market.PEOPLE["promoter"]).groups.add(promoters)
