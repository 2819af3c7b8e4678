"""The requests that ship with the program: the article's samples, and a first one to try."""

from convert_console.core.catalog.catalog import Catalog, read_catalog
from convert_console.core.request.draft import Draft
from convert_console.core.request.profile import Profile
from convert_console.resources import resource_text

FIRST_PROFILE = Profile(
    id="local-sample",
    name="Sample shop",
    project="10000001",
    account="10000009",
    target="local",
    reach="local",
)
"""What a first start opens with: nothing it sends can leave this machine."""

SAMPLE_VISITOR = "1588166554499-0.2020703998482254"
"""Who the article's samples are about; nobody's conversion is used up by a first try."""


def article_post() -> Draft:
    """The article's POST sample, without the stray colon at its end."""
    return Draft(_text("article-post"), "POST")


def article_get() -> Draft:
    """The article's GET sample, as a document read from its query."""
    return Draft(_text("article-get"), "GET")


def first_request(vid: str) -> Draft:
    """A conversion with revenue for a visitor."""
    return Draft(_text("first-request").replace(SAMPLE_VISITOR, vid))


def sample_names() -> Catalog:
    """The names of the sample project. They say nothing about ids that they lack: a person may try
    the sample with ids of their own.
    """
    catalog = read_catalog(_text("sample-names"))
    assert isinstance(catalog, Catalog)
    return catalog._replace(sections=frozenset())


def _text(name: str) -> str:
    return resource_text("examples", f"{name}.json")
