"""The checks of parts, by GS1's names: values that are right and values that are not."""

import pytest

from catalogue.origin.gs1.linters import LINTERS, check_pair, primes

RIGHT_AND_WRONG = {
    "csum": (["24", "9506000134352"], ["25", "", "4", "x4", "9506000134353"]),
    "csumalpha": (
        ["22", "!22", "1987654Ad4X4bL5ttr2310c2K", "12345678901234567890123NT", "57453Uq3qA<H67",
         "12345_!\"%&'()*+,-./LC", "99999zzzzzzzzzzzzzzzzzzT2"],
        ["", "2", "33", "1987654Ad4X4bL5ttr2310cXK", "1987654Ad4X4bL5ttr2310c2X",
         " 2345678901234567890123NT", "12345678901234567890123 T", "1ô22"],
    ),
    "gcppos1": (["1234", "9506ABC"], ["", "123", "123A", "A2345"]),
    "gcppos2": (["A1234", "01234"], ["", "1", "0123", "0123A"]),
    "hasnondigit": (["A", "1A", "12-"], ["", "1", "123"]),
    "hh": (["00", "09", "23"], ["", "24", "99", "1", "001", "x1", "1x"]),
    "mi": (["00", "59"], ["60", "5", "059", "5x"]),
    "ss": (["00", "59"], ["60", "5", "059", "5x"]),
    "hhmi": (["0000", "2359"], ["2400", "2360", "235", "23590", "2x59", ""]),
    "hyphen": (["-", "--"], ["", "+", "-a"]),
    "iban": (
        ["FR7630006000011234567890189", "MT90MALT011000012345MTLCAST001SABC",
         "BE71096123456769", "MU43BOMM0101123456789101000MUR"],
        ["", "BE71", "BE71096123456760", "XX361234567890", "MTXXMALT011000012345MTLCAST001SABCD",
         "LC14BOSLxx3456789012345678901230"],
    ),
    "importeridx": (["-", "0", "A", "_", "z"], ["", ".", "AA", "!", "ô"]),
    "iso3166": (["704", "004", "894"], ["", "000", "999", "70", "7040", "VNM"]),
    "iso3166999": (["704", "999"], ["998", "99", ""]),
    "iso3166alpha2": (["VN", "AD", "ZW"], ["", "vn", "VV", "XX", "VNM", "V"]),
    "iso4217": (["704", "840", "978"], ["", "000", "70", "VND", "703"]),
    "iso5218": (["0", "1", "2", "9"], ["", "3", "8", "11"]),
    "latitude": (["0000000000", "1109700000", "1800000000"],
                 ["1800000001", "110970000", "01109700000", "11097000x0"]),
    "longitude": (["0000000000", "2858000000", "3600000000"],
                  ["3600000001", "285800000", "285800000x"]),
    "mediatype": (["01", "10", "80", "99"], ["00", "11", "30", "79", "1", "001", "AA", ""]),
    "nonzero": (["1", "0001"], ["0", "0000", "x", ""]),
    "nozeroprefix": (["1", "10", ""], ["0", "01", "1x"]),
    "packagetype": (["1A", "8", "200", "PAE", "ZZ"], ["", "0", "00", "1a", "_9", "200_", "Q0"]),
    "pcenc": (["", "A", "%00", "%fF", "ABC%20XYZ"], ["%", "%f", "%fg", "ABC%g", "%%20", "A%"]),
    "pieceoftotal": (["11", "0101", "0203", "998999"],
                     ["", "1", "111", "0001", "0100", "0302", "x111", "000000"]),
    "posinseqslash": (["1/1", "2/3", "9/10", "10/10"],
                      ["", "/", "1", "1/", "/1", "0/1", "1/0", "01/2", "1/02", "2/1", "10/9",
                       "1/2/3", "a/1"]),
    "winding": (["0", "1", "9"], ["", "2", "8", "00"]),
    "yesno": (["0", "1"], ["", "2", "01", "y"]),
    "yymmd0": (["260131", "260200", "240229", "000229", "991231"],
               ["260001", "261301", "260132", "250229", "26013", "2601310", "26013x", ""]),
    "yymmdd": (["260131", "240229"], ["260200", "250229", "260001", "261301", "26013", ""]),
    "yyyymmdd": (["19800229", "20260131"],
                 ["19810229", "20260200", "20261301", "260131", "2026013x", "00000101"]),
    "zero": (["0", "00"], ["", "1", "01"]),
}  # fmt: skip


def test_every_check_is_tried():
    of_coupons = {"couponcode", "couponposoffer"}  # test_coupons.py
    assert set(RIGHT_AND_WRONG) | of_coupons == set(LINTERS)


@pytest.mark.parametrize("name", RIGHT_AND_WRONG)
def test_check_takes_what_is_right_and_nothing_else(name):
    right, wrong = RIGHT_AND_WRONG[name]
    assert [text for text in right if not LINTERS[name](text)] == []
    assert [text for text in wrong if LINTERS[name](text)] == []


def test_digits_of_other_scripts_are_no_digits():
    """Python takes Arabic and Thai digits for numbers; a code never holds them."""
    foreign = {"csum": "٢٤", "hh": "١٢", "yymmdd": "٢٦٠١٣١", "nonzero": "๑", "mediatype": "٠١"}
    assert [name for name, text in foreign.items() if LINTERS[name](text)] == []


def test_weights_of_a_check_pair_are_the_primes():
    assert primes(12) == (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
    assert check_pair("1987654Ad4X4bL5ttr2310c") == "2K"
