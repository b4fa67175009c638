"""Which old drawing stands in for a product that the picture studio has not rendered yet.

A drawing is a (shape, texture) of `drawing.py`. This page goes when every craft is rendered.
"""

from marketplace.demo.facts import Facts

# By kind: the texture, the shape of most of its forms, and the forms that have another.
BY_KIND: dict[str, tuple[str, str, dict[str, str]]] = {
    "ceramics": (
        "ceramics",
        "vase",
        {
            "tea-set": "teapot", "bail-teapot": "teapot", "melon-teapot": "teapot",
            "rice-bowls": "bowl", "soup-bowl": "bowl", "stem-bowl": "bowl",
            "deep-plate": "plate", "petal-plate": "plate", "square-plate": "plate",
            "tea-cups": "cup", "lidded-jar": "jar",
        },
    ),
    "silk": (
        "silk",
        "scarf",
        {
            "ao-dai": "dress", "ao-dai-set": "dress", "shirt": "dress", "cloth-length": "cloth",
            "table-runner": "cloth", "pillowcases": "cloth", "quilt": "blanket",
        },
    ),
    "visit": ("food", "gate", {}),
    "packaging": ("food", "bag", {}),
    "produce": ("food", "fruit", {"eggs": "eggs", "salted-eggs": "eggs"}),
    "plants": ("green", "plant", {}),
    "lacquer": (
        "lacquer",
        "box",
        {"tray": "tray", "coasters": "tray", "painting": "panel", "vase": "vase", "bowls": "bowl"},
    ),
    "hats": ("hat", "hat", {"hat-lamp": "lamp", "small-hats": "minihat", "hat-wall": "minihat"}),
    "weaving": (
        "weave",
        "basket",
        {"handbag": "handbag", "picnic-box": "handbag", "tray": "weavetray"},
    ),
    "embroidery": ("silk", "cloth", {"framed": "hoop", "hoop": "hoop", "ao-dai": "dress"}),
    "carving": (
        "wood",
        "statue",
        {"mask": "mask", "chest": "chest", "horse": "horse", "buffalo": "horse", "tea-tray": "tray"},
    ),
    "horn": ("wood", "comb", {"spoons": "spoon", "bowl": "spoon", "bracelet": "bracelet"}),
    "fans": ("weave", "fan", {}),
    "inlay": ("inlay", "box", {"tray": "tray", "panel": "panel"}),
    "incense": ("food", "spiral", {"sticks": "incense", "bamboo-splints": "incense"}),
    "bronze": (
        "metal",
        "vase",
        {"bell": "gong", "burner": "burner", "drum": "gong", "bowl": "bowl"},
    ),
    "knitwear": ("wool", "sweater", {"blanket": "blanket", "scarf": "scarf", "beanie": "scarf"}),
}  # fmt: skip
VESSELS = (
    ("bottle", "bottle"),
    ("jar", "jar"),
    ("caddy", "jar"),
    ("cups", "jar"),
    ("box", "teabox"),
    ("tin", "teabox"),
    ("tube", "teabox"),
)


def drawing_of(facts: Facts) -> tuple[str, str]:
    """(shape, texture) of the drawing that stands in for a product."""
    texture, usual, others = BY_KIND[facts.kind]
    if facts.kind == "packaging":
        return next((shape for part, shape in VESSELS if part in facts.vessel), usual), texture
    return others.get(facts.form, usual), texture
