"""After a paste the window says what it was, and offers target and User-Agent."""

CURL = "curl https://shop.example/track -A 'curl/8' --data-raw '{\"cid\":\"1\"}'"


def test_a_paste_is_named_and_its_target_offered(driver):
    strip = driver.window.pasted
    assert not strip.isVisible()
    driver.composition.pasting.take(CURL)
    assert strip.isVisible()
    assert "cURL" in strip.label.text()
    assert driver.profiles.current.target == "local"
    strip.target.click()
    assert driver.profiles.current.url == "https://shop.example/track"
    assert not strip.target.isVisible()
    strip.agent.click()
    assert driver.profiles.current.user_agent == "curl/8"


def test_a_paste_without_a_target_offers_none(driver):
    driver.composition.pasting.take('{"cid": "1", "pid": "2"}')
    assert driver.window.pasted.isVisible()
    assert not driver.window.pasted.target.isVisible()
    assert not driver.window.pasted.agent.isVisible()
