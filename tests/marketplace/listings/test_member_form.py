from marketplace.listings.member_form import InviteForm


def test_who_is_invited_has_an_address_and_a_known_role():
    assert InviteForm({"email": "lan@example.vn", "role": "packer"}).is_valid()
    assert set(InviteForm({"email": "lan", "role": "king"}).errors) == {"email", "role"}
