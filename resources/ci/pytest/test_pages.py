"""How a shop's own tests see what its pages send to Convert; nothing leaves the machine.

A headless Chrome, Chromium, Edge or Brave opens them.
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

PLAN = Path(__file__).parent.with_name("plan.yaml")
THANK_YOU = """<!doctype html><title>Thank you</title><script>
const order = new URLSearchParams(location.search);
const goal = {goals: ["100300301"], exps: ["100400101"], vars: ["1004200201"]};
const send = (tid, ...ev) => navigator.sendBeacon(
  "https://10000001.metrics.convertexperiments.com/track",
  JSON.stringify({cid: "10000009", pid: "10000001", vid: "1796000000000-0.4126735590148273",
                  ...tid, ev}));
send({}, {evt: "viewExp", exps: goal.exps, vars: goal.vars});
send({tid: order.get("order")}, {evt: "hitGoal", ...goal},
     {evt: "tr", ...goal, r: Number(order.get("total")), prc: 1});
</script>"""


class Shop(BaseHTTPRequestHandler):
    """A stand-in for the shop that is tested."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(THANK_YOU.encode())


@pytest.fixture
def shop():
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_last_page_sends_the_order(convert_watch, shop):
    convert_watch.open(f"{shop}/thank-you?order=O-1001&total=129.90")
    convert_watch.expect({"tid": "O-1001", "ev": [{"evt": "tr", "r": 129.9}]}, problems="none")


def test_the_last_page_is_as_planned(convert_watch, shop):
    convert_watch.open(f"{shop}/thank-you?order=O-1001&total=129.90")
    convert_watch.expect_plan(PLAN)


def test_an_order_that_is_not_as_planned_is_noticed(convert_watch, shop):
    convert_watch.open(f"{shop}/thank-you?order=1001&total=0")
    with pytest.raises(AssertionError, match="more than 0 is expected, 0 arrived"):
        convert_watch.expect_plan(PLAN)
