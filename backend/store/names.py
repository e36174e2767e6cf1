"""The names of an organisation's settings and how yes and no are written."""

HOME_REGION = "home_region"  # ISO 3166-1 alpha-2
ENABLED = "enabled"  # YES or NO
CONTROLLER_NAME = "controller_name"
CONTROLLER_POSTAL_ADDRESS = "controller_postal_address"
CONTROLLER_PRIVACY_CONTACT = "controller_privacy_contact"
CONTROLLER_AUTHORITY = "controller_authority"
CEILING = "ceiling"  # a word of Mode
LABEL = "label"  # a LabelLevel
DISCLOSURE_BY_SIGNATURE = "disclosure_by_signature"  # YES or NO
RETENTION_DAYS = "retention_days"
ERASED = "erased"  # YES once an organisation is being erased, until it is founded anew
MACHINE_ADDRESSES = "machine_addresses"  # normal forms, separated by white space

YES = "yes"
NO = "no"

_REGIME = "regime:"


def regime(region: str) -> str:
    """Return the name under which a region's regime is set."""
    return f"{_REGIME}{region.upper()}"


def region_of_regime(name: str) -> str | None:
    """Return the region whose regime a setting is; None for any other setting."""
    # Upper case: a rule written for "fr" must hold for FR, not for nobody.
    return name.removeprefix(_REGIME).upper() if name.startswith(_REGIME) else None
