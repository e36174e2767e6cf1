"""Asks DNS which hosts take in a domain's mail. A domain is all that is sent there."""

import dns.exception
import dns.resolver
from dns.rdtypes.ANY.MX import MX

SECONDS = 2.0  # in all, whatever the name servers do


def exchangers_of(domain: str) -> list[str]:
    """Return the names of the hosts (MX); empty when DNS does not tell in time."""
    try:
        # With the dot at its end it is nobody's subdomain, so that no search list of
        # this machine is tried on it.
        answer = dns.resolver.resolve(f"{domain}.", "MX", lifetime=SECONDS)
    except (dns.exception.DNSException, OSError):
        return []
    return [str(row.exchange) for row in answer if isinstance(row, MX)]
