"""A stand-in for the program that is tested: it sends a conversion for each order."""

import json
from urllib.request import Request, urlopen

PAIR = {"exps": ["100400101"], "vars": ["1004200201"]}


def check_out(endpoint, order, total, campaign=""):
    """What the shop's server does once an order is paid."""
    goal = {"goals": ["100300301"], **PAIR}
    document = {
        "cid": "10000009",
        "pid": "10000001",
        "vid": "1796000000000-0.4126735590148273",
        "tid": order,
        "seg": {"campaign": campaign},
        "ev": [{"evt": "hitGoal", **goal}, {"evt": "tr", **goal, "r": total, "prc": 1}],
    }
    headers = {"Content-Type": "application/json", "User-Agent": "ConvertAgent/1.0 (shop)"}
    with urlopen(Request(endpoint, json.dumps(document).encode(), headers)) as answer:
        return answer.status
