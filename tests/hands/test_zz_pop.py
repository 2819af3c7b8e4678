import time

import pytest

from support.hands import until

OUT = "/tmp/compose/pics/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pop(open_program, scheme):
    hands = open_program((1093, 614) if scheme == "dark" else (1280, 800), scheme=scheme)

    def pic(n):
        time.sleep(0.4)
        hands.screen.picture().save(f"{OUT}pop-{n}-{scheme}.png")

    pic("start")
    hands.keys("ctrl+comma")
    until(lambda: hands.title() == "Profile settings", "no")
    pic("settings")
    hands.click(hands.find("Target", "combo box"))
    pic("combo")
    hands.keys("Escape")
    hands.keys("Escape")
    time.sleep(0.5)
    hands.keys("ctrl+g")
    time.sleep(0.8)
    pic("verify")
    hands.keys("ctrl+Return")
    time.sleep(1.0)
    pic("verify2")
    hands.keys("Escape")
    time.sleep(0.4)
    hands.keys("ctrl+s")
    time.sleep(0.6)
    pic("ask")
    hands.keys("Escape")
    hands.keys("ctrl+k")
    pic("palette")
    hands.keys("Escape")
    hands.keys("F8")
    pic("problems")
    hands.keys("Escape")
    hands.click(hands.find("Segments", "page tab"))
    hands.click(hands.find("Browser (browser)", "text"))
    hands.keys("Escape")
    hands.keys("F1")
    pic("help")
    hands.keys("Escape")
