import pytest

from backend.domain.consent import Regime
from backend.domain.mode import Mode
from backend.domain.policy import Controller, LabelLevel, OrgPolicy
from backend.store import names
from backend.store.policy import read_policy

CONTROLLER = {
    names.CONTROLLER_NAME: "North Sales Inc.",
    names.CONTROLLER_POSTAL_ADDRESS: "1 Main Street, Boston",
    names.CONTROLLER_PRIVACY_CONTACT: "privacy@north.example",
    names.CONTROLLER_AUTHORITY: "Attorney General of Massachusetts",
}
US = {names.HOME_REGION: "US"}


def test_it_ships_what_was_never_set() -> None:
    assert read_policy(US, []) == OrgPolicy(home_region="US")


def test_it_reads_everything_that_was_set() -> None:
    settings = {
        **US,
        **CONTROLLER,
        names.ENABLED: names.YES,
        names.CEILING: "opens",
        names.LABEL: "recipients+subject",
        names.regime("FR"): "consent",
        names.regime("de"): "off",
        names.DISCLOSURE_BY_SIGNATURE: names.YES,
        names.RETENTION_DAYS: "90",
        names.MACHINE_ADDRESSES: "crm@north.example\nlog@crm.example",
    }
    assert read_policy(settings, ["north.example"]) == OrgPolicy(
        home_region="US",
        controller=Controller(*CONTROLLER.values()),
        ceiling=Mode.OPENS,
        label=LabelLevel.RECIPIENTS_AND_SUBJECT,
        regimes={"FR": Regime.CONSENT, "DE": Regime.OFF},
        own_domains=frozenset({"north.example"}),
        machine_addresses=frozenset({"crm@north.example", "log@crm.example"}),
        disclosure_by_signature=True,
        retention_days=90,
    )


@pytest.mark.parametrize("blank", CONTROLLER)
@pytest.mark.parametrize("value", ["", " \n"], ids=["empty", "white space"])
def test_it_has_no_controller_while_a_part_is_blank(blank: str, value: str) -> None:
    assert read_policy({**US, **CONTROLLER, blank: value}, []).controller is None
    without = {name: text for name, text in CONTROLLER.items() if name != blank}
    assert read_policy({**US, **without}, []).controller is None


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (names.ENABLED, names.NO, OrgPolicy("US", enabled=False)),
        (names.ENABLED, "perhaps", OrgPolicy("US", enabled=False)),
        (names.ENABLED, "", OrgPolicy("US", enabled=False)),
        (names.HOME_REGION, "us", OrgPolicy("ZZ", enabled=False)),
        (names.HOME_REGION, "USA", OrgPolicy("ZZ", enabled=False)),
        (names.HOME_REGION, "", OrgPolicy("ZZ", enabled=False)),
        (names.CEILING, "everything", OrgPolicy("US", ceiling=Mode.OFF)),
        (names.CEILING, "totals", OrgPolicy("US", ceiling=Mode.OFF)),
        (names.CEILING, "", OrgPolicy("US", ceiling=Mode.OFF)),
        (names.LABEL, "body", OrgPolicy("US", label=LabelLevel.NONE)),
        (names.regime("FR"), "maybe", OrgPolicy("US", regimes={"FR": Regime.OFF})),
        (names.DISCLOSURE_BY_SIGNATURE, "true", OrgPolicy("US")),
        (names.RETENTION_DAYS, "30", OrgPolicy("US", retention_days=30)),
        (names.RETENTION_DAYS, "730", OrgPolicy("US", retention_days=730)),
        (names.RETENTION_DAYS, "29", OrgPolicy("US", retention_days=30)),
        (names.RETENTION_DAYS, "731", OrgPolicy("US", retention_days=30)),
        (names.RETENTION_DAYS, "-365", OrgPolicy("US", retention_days=30)),
        (names.RETENTION_DAYS, "a year", OrgPolicy("US", retention_days=30)),
        (
            names.RETENTION_DAYS,
            "\u0663\u0666\u0665",
            OrgPolicy("US", retention_days=30),
        ),
    ],
)
def test_it_falls_to_the_strictest_where_it_cannot_read(
    name: str, value: str, expected: OrgPolicy
) -> None:
    assert read_policy({**US, name: value}, []) == expected
