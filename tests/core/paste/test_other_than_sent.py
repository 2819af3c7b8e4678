"""What a command holds besides what it sends."""

from convert_console.core.paste.curl import other_than_sent
from support.pasting import only

COOKIE = "_conv_s=si:4*sh:1588166554499-0.2*pv:2"


def test_cookies_of_a_shops_page_are_read_out_of_a_command():
    assert '"1588166554499-0.2"' in only(f"curl https://shop.example/ -b '{COOKIE}'").text


def test_attributes_of_a_cart_are_read_out_of_a_call():
    cart = '{attributes:{__cid:"1",__pid:"2"}}'
    text = f"fetch('/cart/update.js', {{method: 'POST', body: JSON.stringify({cart})}})"
    found = other_than_sent(text)
    assert found is not None and found.what == "Shopify cart attributes"


def test_a_command_without_any_holds_nothing():
    assert other_than_sent("curl https://shop.example/") is None
