"""The documented parameters as one table, read by forms, checks, help and completion.

Standing of each fact: "doc" is Convert's article "New Tracking Structure – Advanced Integrations",
"sdk" its open-source SDKs, "seen" public integrations. What is open is said to be open.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Standing = Literal["doc", "sdk", "seen"]
Kind = Literal[
    "id", "visitor", "text", "choice", "choices", "newness", "country", "ids", "pairs", "amount",
    "count",
]  # fmt: skip


class Choice(NamedTuple):
    """One documented value with its plain words."""

    value: str
    label: str
    standing: Standing = "doc"


class Parameter(NamedTuple):
    """One key of the document. `path` leaves out list positions: `("ev", "goals")`.

    `events` names the event types that carry it; empty for all, and outside of events.
    """

    path: tuple[str, ...]
    label: str
    kind: Kind
    meaning: str
    choices: tuple[Choice, ...] = ()
    events: tuple[str, ...] = ()
    example: str = ""
    standing: Standing = "doc"

    @property
    def wire_name(self) -> str:
        """The key as it is sent."""
        return self.path[-1]

    @property
    def values(self) -> tuple[str, ...]:
        """The known values, documented ones first."""
        return tuple(choice.value for choice in self.choices)


BROWSERS = (
    Choice("CH", "Chrome"),
    Choice("FF", "Firefox"),
    Choice("SF", "Safari"),
    Choice("IE", "Internet Explorer"),
    Choice("OP", "Opera"),
    Choice("OTH", "another browser"),
    Choice("EDG", "Edge", "sdk"),
    Choice("MO", "Mozilla", "sdk"),
    Choice("NS", "Netscape", "sdk"),
)
DEVICES = (
    Choice("DESK", "desktop"),
    Choice("IPH", "iPhone"),
    Choice("OTHPH", "another phone"),
    Choice("ALLPH", "any phone"),
    Choice("IPAD", "iPad"),
    Choice("OTHTAB", "another tablet"),
    Choice("ALLTAB", "any tablet"),
    Choice("OTHDEV", "another device"),
)
SOURCES = (
    Choice("direct", "typed or bookmarked"),
    Choice("referral", "from another site"),
    Choice("Search", "from a search engine"),
    Choice("Campaign", "from a campaign"),
    Choice("search", "lower case, as the SDK writes it", "sdk"),
    Choice("campaign", "lower case, as the SDK writes it", "sdk"),
    Choice("ai_tool", "from an AI tool", "sdk"),
)
NEWNESS = (
    Choice("0", "new (article) · returning (Convert's own integration)"),
    Choice("1", "returning (article) · new (Convert's own integration)"),
)
EVENT_TYPES = (
    Choice("viewExp", "a variation was seen"),
    Choice("hitGoal", "a goal was reached"),
    Choice("tr", "a transaction"),
)

REQUEST = (
    Parameter(("cid",), "Account", "id", "The account id: digits.", example="10000009"),
    Parameter(
        ("pid",),
        "Project",
        "id",
        "The project id: digits. Equal to the host's first label unless a custom domain is used.",
        example="10000001",
    ),
    Parameter(
        ("vid",),
        "Visitor",
        "visitor",
        "The visitor id; the article calls it Session ID. The usual form is the time in "
        "milliseconds, a hyphen and 0.digits; a site may use its own id.",
        example="1588166554499-0.2020703998482254",
    ),
    Parameter(
        ("tid",),
        "Transaction id",
        "text",
        "Tells one order from another; stable per order. Not in the article's first revision, at "
        "top level in a later one. Whether the server removes repeats by it is open.",
        example="ORDER-100045",
        standing="seen",
    ),
    Parameter(
        ("s",),
        "Integration",
        "text",
        "Where the integration lives, as seen in public integrations.",
        example="shopify",
        standing="seen",
    ),
)
SEGMENTS = (
    Parameter(("seg", "browser"), "Browser", "choice", "The visitor's browser.", BROWSERS),
    Parameter(
        ("seg", "devices"),
        "Devices",
        "choices",
        "One or more; a specific device usually travels with its family: IPH with ALLPH.",
        DEVICES,
    ),
    Parameter(
        ("seg", "source"),
        "Source",
        "choice",
        "Where the visit came from. Whether the server folds letter case is open.",
        SOURCES,
    ),
    Parameter(
        ("seg", "campaign"), "Campaign", "text", "A campaign of your own naming; may be empty."
    ),
    Parameter(
        ("seg", "new"),
        "New or returning",
        "newness",
        "The article says 0 = new visitor, 1 = returning. An integration by Convert's own staff "
        "sends it the other way round. Which is right is open.",
        NEWNESS,
    ),
    Parameter(
        ("seg", "ctry"),
        "Country",
        "country",
        "ISO 3166-1 alpha-2: two upper-case letters.",
        example="RO",
    ),
    Parameter(
        ("seg", "cust"),
        "Custom audiences",
        "ids",
        "Ids of custom audiences that are set up in the project as segments.",
    ),
)
EVENT = (
    Parameter(("ev", "evt"), "Event", "choice", "What happened.", EVENT_TYPES),
    Parameter(
        ("ev", "goals"),
        "Goals",
        "ids",
        "Ids of the goals that were reached. Numbers in the article, text in most integrations.",
        events=("hitGoal", "tr"),
        example="100300301",
    ),
    Parameter(
        ("ev", "exps"),
        "Bucketing",
        "pairs",
        "Experiences the visitor was bucketed into, each paired with its variation in vars.",
        example="100400101",
    ),
    Parameter(
        ("ev", "vars"),
        "Variations",
        "pairs",
        "Variation ids, one for each experience in exps, in the same order.",
        example="1004200201",
    ),
    Parameter(
        ("ev", "r"),
        "Amount",
        "amount",
        "The transaction's amount: a number. The protocol has no currency.",
        events=("tr",),
        example="123.20",
    ),
    Parameter(
        ("ev", "prc"),
        "Products",
        "count",
        "How many products were ordered: a whole number from 1.",
        events=("tr",),
        example="2",
    ),
)
PARAMETERS = REQUEST + SEGMENTS + EVENT


def parameter(*path: str) -> Parameter:
    """The row of a documented key; KeyError for one that is not documented.

    >>> parameter("ev", "r").label
    'Amount'
    """
    return _BY_PATH[path]


_BY_PATH = {row.path: row for row in PARAMETERS}

# The country codes of ISO 3166-1 alpha-2 that are officially assigned.
#
# A constant and not a library: the well-kept `pycountry` takes 40 ms to import and 23 MB on disk,
# for 249 codes of which one was last added in 2011. The list equals that of pycountry 26.2.16.

_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
ZW
"""
COUNTRIES = frozenset(_CODES.split())

LOOK_ALIKES = {"UK": "GB", "EL": "GR"}
"""Codes in everyday use that ISO 3166-1 does not assign, with the assigned ones."""
