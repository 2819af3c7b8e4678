"""The documented parameters in one table: everything that differs from one to the next."""

from typing import Literal, NamedTuple

# Where a fact comes from: "doc" is Convert's article "New Tracking Structure – Advanced
# Integrations", "sdk" its open-source SDKs, "seen" public integrations.
Evidence = Literal["doc", "sdk", "seen"]
Kind = Literal[
    "id", "visitor", "text", "choice", "choices", "newness", "country", "ids", "pairs", "amount",
    "count",
]  # fmt: skip


IdKind = Literal["", "goal", "experience", "variation", "segment"]
"""What a project's catalog calls the things that have ids."""


class Choice(NamedTuple):
    """One known value with its plain words."""

    value: str
    label: str
    evidence: Evidence = "doc"


class Parameter(NamedTuple):
    """One key of the document. `path` leaves out list positions: `("ev", "goals")`.

    `events` names the event types that carry it; empty for all, and outside of events. `v1` is its
    name in the v1 API, "" where that has none. `columns` are titles of CSV columns that hold it,
    as `a-z0-9` in lower case, besides its own name; `None` where orders do not set it.
    """

    path: tuple[str, ...]
    label: str
    kind: Kind
    meaning: str
    choices: tuple[Choice, ...] = ()
    events: tuple[str, ...] = ()
    example: str = ""
    evidence: Evidence = "doc"
    id_kind: IdKind = ""
    may_be_empty: bool = False
    v1: str = ""
    columns: tuple[str, ...] | None = ()

    @property
    def name(self) -> str:
        """The path as text, such as `seg.browser`; of an event's key the key alone."""
        return self.path[-1] if self.path[0] == "ev" else ".".join(self.path)

    @property
    def wire_name(self) -> str:
        """The key as it is sent."""
        return self.path[-1]

    @property
    def is_list(self) -> bool:
        """Whether its value is a list."""
        return self.kind in ("choices", "ids", "pairs")

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
    Choice("OTHDEV", "another device"),
    Choice("IPAD", "iPad"),
    Choice("OTHTAB", "another tablet"),
    Choice("ALLTAB", "any tablet"),
)
SOURCES = (
    Choice("direct", "typed or bookmarked"),
    Choice("referral", "from another site"),
    Choice("Search", "from a search engine"),
    Choice("Campaign", "from a campaign"),
    Choice("search", "lower case, as in the SDK", "sdk"),
    Choice("campaign", "lower case, as in the SDK", "sdk"),
    Choice("ai_tool", "from an AI tool", "sdk"),
)
NEWNESS = (
    Choice("0", "new by the article, returning by Convert's integration"),
    Choice("1", "returning by the article, new by Convert's integration"),
)
EVENT_TYPES = (
    Choice("viewExp", "variation seen"),
    Choice("hitGoal", "goal reached"),
    Choice("tr", "transaction"),
)

# To add a parameter: a row below, and its choices above. The forms, the mapping of CSV columns and
# both directions of v1 read the row. So does the linter for a segment of the kind "choice"; other
# kinds need a rule in core/linter.
REQUEST = (
    Parameter(
        ("cid",),
        "Account",
        "id",
        "The account id: digits.",
        example="10000009",
        v1="accountId",
        columns=("account", "accountid"),
    ),
    Parameter(
        ("pid",),
        "Project",
        "id",
        "The project id: digits. Equal to the host's first label unless a custom domain is used.",
        example="10000001",
        v1="projectId",
        columns=("project", "projectid"),
    ),
    Parameter(
        ("vid",),
        "Visitor",
        "visitor",
        "The visitor id; Convert's article calls it Session ID. The usual format is the time in "
        "milliseconds, a hyphen and 0.digits; a site may use its own id.",
        example="1588166554499-0.2020703998482254",
        v1="visitorId",
        columns=("visitor", "visitorid", "sessionid", "convertvisitorid", "convvid"),
    ),
    Parameter(
        ("tid",),
        "Transaction id",
        "text",
        "Identifies the order; keep it the same for the same order. Not in the first revision of "
        "Convert's article, at top level in a later one. It is not known whether the server uses "
        "it to remove repeats.",
        example="ORDER-100045",
        evidence="seen",
        v1="transactionId",
        columns=(
            "orderid",
            "ordernumber",
            "orderno",
            "order",
            "incrementid",
            "transactionid",
            "transaction",
            "bestellnummer",
            "bestellnr",
            "auftragsnummer",
            "transaktionscode",
            "numerodecommande",
            "ncommande",
            "ndecommande",
            "nodecommande",
            "commande",
            "numerzamowienia",
            "zamowienie",
            "numarcomanda",
            "nrcomanda",
            "numerodepedido",
            "pedido",
            "numeroordine",
            "ordine",
            "bestelnummer",
            "ordrenummer",
            "ordernr",
            "ordernummer",
            "orderref",
            "orderreference",
            "ordername",
            "ordercode",
            "saleid",
            "txnid",
            "transactionnumber",
            "bestellung",
            "auftrag",
            "auftragsnr",
            "npedido",
            "ndepedido",
            "nodepedido",
            "referencecommande",
            "idordine",
            "nrzamowienia",
            "comanda",
            "siparisno",
            "receiptnumber",
            "invoicenumber",
            "reference",
            "id",
        ),
    ),
    Parameter(
        ("s",),
        "Integration",
        "text",
        "Where the integration runs, as seen in public integrations.",
        example="shopify",
        evidence="seen",
        v1="source",
        columns=None,
    ),
)
SEGMENTS = (
    Parameter(
        ("seg", "browser"),
        "Browser",
        "choice",
        "The visitor's browser.",
        BROWSERS,
        v1="browser",
        columns=("browser",),
    ),
    Parameter(
        ("seg", "devices"),
        "Devices",
        "choices",
        "One or more; a specific device is usually sent with its group: IPH with ALLPH.",
        DEVICES,
        v1="devices",
        columns=("devices", "device"),
    ),
    Parameter(
        ("seg", "source"),
        "Source",
        "choice",
        "Where the visit came from. It is not known whether the server ignores upper and lower "
        "case.",
        SOURCES,
        v1="source",
        columns=("source",),
    ),
    Parameter(
        ("seg", "campaign"),
        "Campaign",
        "text",
        "The name of a campaign; may be empty.",
        may_be_empty=True,
        v1="campaign",
        columns=("campaign", "utmcampaign"),
    ),
    Parameter(
        ("seg", "new"),
        "New or returning",
        "newness",
        "Convert's article says 0 = new visitor, 1 = returning. An integration made by Convert "
        "sends it the other way round. It is not known which is right.",
        NEWNESS,
        v1="visitorType",
    ),
    Parameter(
        ("seg", "ctry"),
        "Country",
        "country",
        "ISO 3166-1 alpha-2: two upper-case letters.",
        example="RO",
        v1="country",
        columns=("ctry", "country", "countrycode"),
    ),
    Parameter(
        ("seg", "cust"),
        "Audiences",
        "ids",
        "Ids of custom audiences that are set up as segments in the project.",
        id_kind="segment",
        v1="customSegments",
        columns=("audiences",),
    ),
)
EVENT = (
    Parameter(("ev", "evt"), "Event", "choice", "What happened.", EVENT_TYPES, columns=None),
    Parameter(
        ("ev", "goals"),
        "Goals",
        "ids",
        "Ids of the goals that were reached. Numbers in Convert's article, text in most "
        "integrations.",
        events=("hitGoal", "tr"),
        example="100300301",
        id_kind="goal",
        columns=("goal", "goalid", "goalids"),
    ),
    Parameter(
        ("ev", "exps"),
        "Variation seen",
        "pairs",
        "Experiences the visitor was bucketed into, each paired with its variation in vars.",
        example="100400101",
        id_kind="experience",
        columns=("exp", "experience", "experienceid", "experiment", "experimentid"),
    ),
    Parameter(
        ("ev", "vars"),
        "Variations",
        "pairs",
        "Variation ids, one for each experience in exps, in the same order.",
        example="1004200201",
        id_kind="variation",
        columns=("var", "variation", "variationid"),
    ),
    Parameter(
        ("ev", "r"),
        "Amount",
        "amount",
        "The transaction's amount: a number. The protocol has no currency.",
        events=("tr",),
        example="123.20",
        v1="amount",
        columns=(
            "revenue",
            "ordertotal",
            "ordertotalamount",
            "ordertotalinctax",
            "amounttotal",
            "purchaserevenue",
            "grandtotal",
            "grandtotalpurchased",
            "total",
            "totalprice",
            "totalamount",
            "amount",
            "gesamtbetrag",
            "gesamtsumme",
            "gesamtpreis",
            "summe",
            "betrag",
            "umsatz",
            "totalttc",
            "montanttotal",
            "totaldelacommande",
            "totalcommande",
            "montant",
            "kwota",
            "wartosc",
            "razem",
            "importetotal",
            "importe",
            "importo",
            "totale",
            "bedrag",
            "totaal",
            "totaalbedrag",
            "belopp",
            "belob",
            "valoare",
            "suma",
            "totalcomanda",
            "valoarecomanda",
            "totaldelpedido",
            "totalpedido",
            "ordervalue",
            "orderamount",
            "totalpaid",
            "amountpaid",
            "totalrevenue",
            "totalsales",
            "transactionvalue",
            "transactionamount",
            "saleamount",
            "bestellwert",
            "gesamt",
            "montantttc",
            "totaleordine",
            "summa",
            "tutar",
            "grandtotalbase",
            "gross",
            "brutto",
            "netsales",
            "netrevenue",
            "value",
            "sum",
            "price",
        ),
    ),
    Parameter(
        ("ev", "prc"),
        "Products",
        "count",
        "How many products were ordered: a whole number from 1.",
        events=("tr",),
        example="2",
        v1="productsCount",
        columns=(
            "productscount",
            "itemcount",
            "itemssold",
            "itemspurchased",
            "numberofitems",
            "items",
            "quantity",
            "qty",
            "lineitemquantity",
            "totalqtyordered",
            "quantitypurchased",
            "menge",
            "anzahl",
            "stuckzahl",
            "quantite",
            "ilosc",
            "cantitate",
            "cantidad",
            "quantita",
            "aantal",
            "antal",
            "totalquantity",
            "totalitems",
            "qtyordered",
            "noofitems",
            "numberofproducts",
            "productcount",
            "stuck",
            "artikelanzahl",
            "nombredarticles",
            "cantidaddearticulos",
            "bucati",
            "adet",
            "unitssold",
            "units",
            "pieces",
            "products",
        ),
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


def keys_after(path: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that follow a documented key in its object, in the order of Convert's article.

    >>> keys_after(("seg", "ctry")), keys_after(("tid",))
    (('cust',), ('s', 'seg', 'ev'))
    """
    keys = [row.wire_name for row in PARAMETERS if row.path[:-1] == path[:-1]]
    keys += [] if path[:-1] else ["seg", "ev"]
    return tuple(keys[keys.index(path[-1]) + 1 :])


# The officially assigned country codes of ISO 3166-1 alpha-2, equal to those of pycountry 26.2.16.
# That library takes 40 ms to import and 23 MB on disk; the last code was added in 2011.
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

LOOK_ALIKES = {"UK": "GB", "EL": "GR", "USA": "US"}
"""Codes in everyday use that ISO 3166-1 does not assign, with the assigned ones."""
