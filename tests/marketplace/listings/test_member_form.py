from marketplace.listings.member_form import InviteForm


def test_who_is_invited_has_an_address_and_a_known_role():
    assert InviteForm({"email": "lan@example.vn", "role": "packer"}).is_valid()
    assert set(InviteForm({"email": "lan", "role": "king"}).errors) == {"email", "role"}


def test_an_address_has_254_letters_at_most():
    names = ".".join(["n" * 60] * 3)
    for length, fits in ((254, True), (255, False)):
        address = f"{'a' * (length - len(names) - 4)}@{names}.vn"
        assert len(address) == length
        assert InviteForm({"email": address, "role": "packer"}).is_valid() is fits
