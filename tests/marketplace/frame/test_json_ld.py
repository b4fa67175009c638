"""Facts for machines never end the script that they stand in."""

import json

from marketplace.frame.json_ld import in_script


def test_no_text_ends_the_script_and_none_is_changed():
    name = "</script><script>alert(1)</script> & Gốm \u2028"
    written = in_script({"name": name})
    assert "<" not in written and "&" not in written
    assert json.loads(written) == {"name": name}


def test_what_is_empty_is_left_out_and_nought_is_not():
    thing = {"a": "", "b": None, "c": [], "d": {"e": ""}, "f": 0, "g": [{"h": None, "i": "x"}]}
    assert json.loads(in_script(thing)) == {"f": 0, "g": [{"i": "x"}]}
