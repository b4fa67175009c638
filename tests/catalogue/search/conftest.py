"""Six products of six villages, indexed: what searches look for."""

from copy import deepcopy

import pytest

from catalogue.models import Product
from catalogue.search.services import catch_up
from tests import factories

GOODS = {  # key: (Vietnamese, English, Indonesian, village)
    "bowl": ("Bát ăn cơm men rạn", "Crackle rice bowl", "Mangkuk nasi", "Bát Tràng"),
    "scarf": ("Khăn lụa vân mây", "Cloud silk scarf", "Selendang sutra", "Vạn Phúc"),
    "sauce": ("Nước mắm cốt", "First-press fish sauce", "Kecap ikan", "Ba Vì"),
    "lamp": ("Đèn sơn mài", "Lacquer lamp", "Lampu pernis", "Hạ Thái"),
    "hat": ("Nón lá quai lụa", "Conical hat", "Topi kerucut", "Chuông"),
    "basket": ("Giỏ mây đan", "Rattan basket", "Keranjang rotan", "Phú Vinh"),
}


def make_goods() -> dict[str, Product]:
    made = {}
    for key, (vi, en, ind, place) in GOODS.items():
        village = factories.make_village(place)
        product = factories.make_product(
            factories.make_producer(f"Hợp tác xã {place}", village=village)
        )
        product.title = product.title_vi = vi
        product.title_en, product.title_ind = en, ind
        product.summary_vi = product.summary_en = product.summary_ind = ""
        product.save()
        made[key] = product
    catch_up()
    return made


@pytest.fixture(scope="module")
def made_goods(rows_of_module) -> dict[str, Product]:
    return make_goods()


@pytest.fixture
def goods(made_goods, db) -> dict[str, Product]:
    return deepcopy(made_goods)
