"""The listing by distance, where nothing else is on sale."""

from catalogue.places.models import Commune
from tests import factories


def test_nearest_goes_by_the_distance_of_the_place(client, db):
    near, far = factories.make_village("Gần", slug="gan"), factories.make_village("Xa", slug="xa")
    far.latitude, far.longitude = "21.50000", "105.20000"
    far.save()
    there = factories.make_product(factories.make_producer(village=far))
    here = factories.make_product(factories.make_producer(village=near), stock=0)
    unplaced = Commune.objects.of_today().filter(latitude__isnull=True).first()
    nowhere = factories.make_product(factories.make_producer(), commune=unplaced)
    for near_by, order in (
        ("gan", [here, there]),
        ("xa", [there, here]),
        ("21.49,105.21", [there, here]),
    ):
        found = client.get(f"/en/products/?sort=near&near={near_by}").context["cards"]
        assert [card.pk for card in found][:2] == [p.pk for p in order]
        assert found[-1].pk == nowhere.pk
    for bad in ("91,105", "nan,1", "1e999,1", "a b", "x" * 99, "../x"):
        page = client.get("/en/products/", {"sort": "near", "near": bad})
        assert page.status_code == 200
        assert page.context["filter"].sort == "recommended"
