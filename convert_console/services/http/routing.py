"""The route of a request by its profile: the one place where settings become a way to send."""

from __future__ import annotations

from convert_console.core.request.destination import host_of, whose
from convert_console.core.request.profile import Profile
from convert_console.core.request.proxy import Proxy, read_proxy
from convert_console.core.request.wire import Unsendable
from convert_console.services.http.route import Route
from convert_console.services.http.sent import Timeouts


def route_for(profile: Profile, url: str, password: str = "") -> Route | Unsendable:
    """How a profile's request for a URL goes out; `password` is the proxy's, if it wants one.

    Nothing of this machine is asked for through a proxy, and a profile that is local only has
    none: its route leads nowhere else.
    """
    limits = Timeouts(profile.connect_timeout, profile.silence_timeout, profile.total_timeout)
    only_loopback = profile.reach == "local"
    if only_loopback or whose(url) == "loopback":
        return Route(limits, only_loopback, None, profile.ca_file)
    proxy = proxy_for(profile, url, password)
    if isinstance(proxy, Unsendable):
        return proxy
    return Route(limits, only_loopback, proxy, profile.ca_file)


def proxy_for(profile: Profile, url: str, password: str = "") -> Proxy | Unsendable | None:
    """The proxy between a profile and a URL; `None` where there is none."""
    setting = profile.proxy.strip()
    if setting in ("", "none"):
        return None
    if setting == "system":
        setting = _of_system(url)
        if not setting:
            return None
    proxy = read_proxy(setting)
    if isinstance(proxy, str):
        return Unsendable(proxy)
    return Proxy(proxy.host, proxy.port, proxy.user, proxy.password or password)


def _of_system(url: str) -> str:
    """What the environment, or the settings of Windows and macOS, name for a URL; "" for none."""
    from urllib.request import getproxies, proxy_bypass

    if proxy_bypass(host_of(url)):
        return ""
    named = getproxies()
    return str(named.get(url.partition(":")[0].lower()) or named.get("all") or "")
