"""Where a recipient is: as the address says, else where the sender is at home."""

import re
from collections.abc import Iterable

from backend.domain.errors import RegionUnknown

# Country domains in use as ISO 3166-1 codes; https://www.iana.org/domains/root/db,
# 2026-11.
_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BM "
    "BN BO BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY "
    "CZ DE DJ DK DM DO DZ EC EE EG ER ES ET EU FI FJ FK FM FO FR GA GB GD GE GF GG "
    "GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ "
    "IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT "
    "LU LV LY MA MC MD ME MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA "
    "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SU SV SX "
    "SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE "
    "VG VI VN VU WF WS YE YT ZA ZM ZW"
)

# Country domains that people everywhere register for their sound; the list is
# Google's, https://developers.google.com/search/docs/specialty/international/
# managing-multi-regional-sites, 2026-05. A domain taken at its word can only be
# stricter than the home region, so that the list stays short.
_GENERIC = "ad ai as bz cc cd co dj fm io la me ms nu sc sr su tk tv ws"
GENERIC = frozenset(_GENERIC.split())

# Country domains in other scripts, as DNS spells them.
# https://www.icann.org/resources/pages/string-evaluation-completion-2014-02-19-en
_OTHER_SCRIPTS = {
    "AE": "xn--mgbaam7a8h",
    "AM": "xn--y9a3aq",
    "BD": "xn--54b7fta0cc",
    "BG": "xn--90ae",
    "BH": "xn--mgbcpq6gpa1a",
    "BY": "xn--90ais",
    "CN": "xn--fiqs8s xn--fiqz9s",
    "DZ": "xn--lgbbat1ad8j",
    "EG": "xn--wgbh1c",
    "EU": "xn--e1a4c xn--qxa6a",
    "GE": "xn--node",
    "GR": "xn--qxam",
    "HK": "xn--j6w193g",
    "IL": "xn--4dbrk0ce",
    "IN": "xn--h2brj9c xn--mgbbh1a71e xn--fpcrj9c3d xn--gecrj9c xn--s9brj9c "
    "xn--xkc2dl3a5ee0h xn--45brj9c xn--2scrj9c xn--rvc1e0am3e xn--45br5cyl "
    "xn--3hcrj9c xn--mgbbh1a xn--h2breg3eve xn--h2brj9c8c xn--mgbgu82a",
    "IQ": "xn--mgbtx2b",
    "IR": "xn--mgba3a4f16a",
    "JO": "xn--mgbayh7gpa",
    "KR": "xn--3e0b707e",
    "KZ": "xn--80ao21a",
    "LA": "xn--q7ce6a",
    "LK": "xn--fzc2c9e2c xn--xkc2al3hye2a",
    "MA": "xn--mgbc0a9azcg",
    "MK": "xn--d1alf",
    "MN": "xn--l1acc",
    "MO": "xn--mix891f",
    "MR": "xn--mgbah1a3hjkrd",
    "MY": "xn--mgbx4cd0ab",
    "OM": "xn--mgb9awbf",
    "PK": "xn--mgbai9azgqp6j",
    "PS": "xn--ygbi2ammx",
    "QA": "xn--wgbl6a",
    "RS": "xn--90a3ac",
    "RU": "xn--p1ai",
    "SA": "xn--mgberp4a5d4ar",
    "SD": "xn--mgbpl2fh",
    "SG": "xn--yfro4i67o xn--clchc0ea0b2g2a9gcd",
    "SY": "xn--ogbpf8fl",
    "TH": "xn--o3cw4h",
    "TN": "xn--pgbs0dh",
    "TW": "xn--kprw13d xn--kpry57d",
    "UA": "xn--j1amh",
}

# .uk is the one code in daily use that is not the country's ISO code.
COUNTRY_DOMAINS = (
    {code.lower(): code for code in _CODES.split()}
    | {
        label: code
        for code, labels in _OTHER_SCRIPTS.items()
        for label in labels.split()
    }
    | {"uk": "GB"}
)

# ISO 3166-1 codes of countries without a domain of their own that is in use.
_NO_DOMAIN = "BL BQ BV EH MF UM"
# What IT can give: countries, and EU, which .eu names too; the Soviet Union is gone.
COUNTRIES = frozenset(f"{_CODES} {_NO_DOMAIN}".split()) - {"SU"}
_TWO_LETTERS = re.compile("[A-Z]{2}")

# The languages the disclosure line exists in, by a region's official language.
# Where there are several, the one most people there read.
_LANGUAGES = {
    "de": "AT CH DE LI",
    "es": "AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE",
    "fr": "BE BF BJ CD CF CG CI CM FR GA GF GN GP HT LU MC ML MQ NC NE PF PM RE SN TD "
    "TG WF YT",
    "it": "IT SM VA",
}
_LANGUAGE_OF = {
    region: language
    for language, regions in _LANGUAGES.items()
    for region in regions.split()
}
DEFAULT_LANGUAGE = "en"


def read_country(text: str) -> str:
    """Return a country code as it is kept; raises RegionUnknown for what is none.

    What is no two letters is not repeated: it may be an address in the wrong place.
    """
    code = text.strip().upper()
    if code in COUNTRIES:
        return code
    if code == "UK":
        raise RegionUnknown("UK is no country code: the United Kingdom is GB")
    named = f"{code} is" if _TWO_LETTERS.fullmatch(code) else "that is"
    raise RegionUnknown(
        f"{named} no country code: two letters of ISO 3166-1 are, as in US or DE"
    )


def country_of(domain: str) -> str | None:
    """Return the country a mail domain's ending names; None when it says nothing."""
    ending = domain.rpartition(".")[2].lower()
    return None if ending in GENERIC else COUNTRY_DOMAINS.get(ending)


def region_of(
    domain: str, *, override: str | None, by_domain: str | None, home: str
) -> str:
    """Return a recipient's region, an upper-case country code.

    The first that says something: IT for this address, IT for its domain, the domain's
    own country, the sender's home.
    """
    region = override or by_domain or country_of(domain) or home
    return region.strip().upper()


def language_for(regions: Iterable[str]) -> str:
    """Return the one language of some regions; English when they differ."""
    languages = {_LANGUAGE_OF.get(region, DEFAULT_LANGUAGE) for region in regions}
    return languages.pop() if len(languages) == 1 else DEFAULT_LANGUAGE
