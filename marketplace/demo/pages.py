"""The demo market's pages in Wagtail, in three languages, and the promoters who edit them."""

import json
from datetime import time
from pathlib import Path

from django.core.files.images import ImageFile
from django.db import transaction
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Collection

from catalogue.places.models import Village
from cms.founding import found_site
from cms.models import (
    HomePage,
    ShopContact,
    VillageIndexPage,
    VillagePage,
)
from cms.promoters.rights import follow
from marketplace.demo import stories
from marketplace.demo.facts import Facts, all_facts
from marketplace.demo.pictures.masters import master
from marketplace.demo.pictures.panoramas import panorama
from marketplace.demo.waiting import FIRST_SELLER
from marketplace.demo.written_pages import Library
from marketplace.producers.models import Producer


def cover(name: str, path: Path, title: str, collection: Collection) -> Image:
    """Put a rendered picture of the masters into the library, once."""
    if found := Image.objects.filter(title=title, collection=collection).first():
        return found
    with path.open("rb") as file, Picture.open(path) as opened:
        width, height = opened.size
        return Image.objects.create(
            title=title,
            file=ImageFile(file, name=f"{name}.webp"),
            width=width,
            height=height,
            collection=collection,
        )


def rendered(made: list[Facts]) -> list[Path]:
    """The masters of some products, those in use first, one a product."""
    found = []
    for facts in made:
        views = (master(facts.code, facts.kind, view) for view in ("in_use", "whole"))
        found.append(next((path for path in views if path), None))
    paths = [path for path in found if path]
    return sorted(paths, key=lambda path: "in_use" not in path.name)


def fill_home(home: HomePage, n: int, village: VillagePage, season: Image | None) -> None:
    """Put among the founded slots a season, a village and a maker, as an editor would."""
    maker = Producer.objects.get(slug=FIRST_SELLER)
    founded = [
        {"type": slot.block_type, "value": slot.get_prep_value()["value"]} for slot in home.slots
    ]
    season_slot = {
        "title": stories.SEASON[0][n],
        "lead": stories.SEASON[1][n],
        "eyebrow": stories.SEASON[2][n],
        "picture": season.pk if season else None,
        "is_illustrated": True,
        "button": stories.SEASON[3][n],
        "link": f"/{stories.LANGUAGES[n]}/products/occasions/tet/",
        "from_day": stories.SEASON_DAYS[0],
        "to_day": stories.SEASON_DAYS[1],
    }
    village_slot = {
        "village": village.pk,
        "title": stories.SCENE[0][n],
        "button": stories.SCENE[1][n],
    }
    maker_slot = {"producer": maker.pk, "text": stories.MAKER[0][n], "button": stories.MAKER[1][n]}
    filled = [{"type": "season", "value": season_slot}, *founded]
    filled.insert(3, {"type": "village", "value": village_slot})
    filled.insert(5, {"type": "maker", "value": maker_slot})
    home.slots = json.dumps(filled)
    home.save_revision().publish()


@transaction.atomic
def build(say) -> None:
    """Found the site and fill it once; what exists is left as people have it."""
    found_site()
    if VillagePage.objects.exists():
        return
    say("Pages and stories")
    collections = Collection.get_first_root_node()
    villages = {
        village.slug: village
        for village in Village.objects.select_related("commune", "old_commune")
    }
    made_in: dict[str, list[Facts]] = {}
    for facts in all_facts():
        if facts.place:
            made_in.setdefault(facts.place, []).append(facts)
    pictures: dict[str, list[Image]] = {}
    for slug in made_in:
        folder = Collection.objects.get(pk=follow(villages[slug]).collection_id)
        title = f"{villages[slug].name} (hình dựng)"
        shown = [path for path in [panorama(slug), *rendered(made_in[slug])] if path][:2]
        pictures[slug] = [
            cover(f"{slug}-{n}", path, f"{title} {n + 1}", folder) for n, path in enumerate(shown)
        ]
    wide = panorama("home")
    hero = cover("home", wide, "Chợ OCOP (hình dựng)", collections) if wide else None
    incense = master("D00092", "incense", "whole")
    title = "Hương Quảng Phú Cầu (hình dựng)"
    season = cover("huong", incense, title, collections) if incense else None
    if jar := master("D00029", "packaging", "whole"):  # its label has stars
        pictures[""] = [cover("nhan-sao", jar, "Nhãn có sao (hình dựng)", collections)]
    translations: dict[str, object] = {}

    def add(parent, key: str, page):
        page.locale, page.live = parent.locale, True
        if key in translations:
            page.translation_key = translations[key]
        parent.add_child(instance=page)
        translations.setdefault(key, page.translation_key)
        return page

    Library(add, villages, pictures).fill()
    for n, code in enumerate(stories.LANGUAGES):
        home = HomePage.objects.get(locale__language_code=code)
        home.picture = hero or season
        home.is_illustrated = True
        village_index = VillageIndexPage.objects.child_of(home).get()
        fill_home(
            home, n, VillagePage.objects.child_of(village_index).get(slug="bat-trang"), season
        )
    contact = ShopContact.objects.get()
    contact.address = "12 phố Hàng Gai, phường Hoàn Kiếm, Hà Nội (địa chỉ minh họa)"
    contact.days, contact.opens, contact.closes = "mon-sat", time(8), time(17, 30)
    contact.save()
