"""Requests for pixels as mail programs send them: each its own agent and address."""

from collections.abc import Iterable, Iterator

# the kinds that are most of what mail trackers see; {n} makes every string its own
AGENTS = (
    (
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 "
        "(via ggpht.com GoogleImageProxy {n})"
    ),
    "Mozilla/5.0 {n}",
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) {n}"
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
        "(KHTML, like Gecko) Chrome/141.0.{n}.0 Safari/537.36"
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 "
        "(KHTML, like Gecko) Mobile/15E{n}"
    ),
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.{n}; Pro)",
)
NETWORKS = ("66.249.84", "73.162.10", "17.58.63", "40.94.20", "81.2.69", "34.76.1")


def agent(number: int) -> str:
    """Return the agent of the fetch of that number; no two are alike."""
    return AGENTS[number % len(AGENTS)].format(n=10_000 + number)


def address(number: int) -> str:
    """Return where that fetch came from, as a reverse proxy would tell."""
    return f"{NETWORKS[number % len(NETWORKS)]}.{number % 254 + 1}"


def fetches(paths: Iterable[str], *, close: bool) -> Iterator[bytes]:
    """Return a request for each path; `close` asks for a connection each."""
    end = "Connection: close\r\n" if close else ""
    for number, path in enumerate(paths):
        yield (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"User-Agent: {agent(number)}\r\nX-Forwarded-For: {address(number)}\r\n"
            "Accept: image/*,*/*;q=0.8\r\nAccept-Encoding: gzip, deflate, br\r\n"
            f"{end}\r\n"
        ).encode()
