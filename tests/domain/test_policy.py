from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.consent import (
    SHIPPED,
    Consent,
    ConsentState,
    Regime,
    shipped_regime,
    stricter,
)
from backend.domain.errors import ModeForbidden
from backend.domain.message import BodyFormat
from backend.domain.mode import Mode
from backend.domain.policy import (
    Controller,
    Decision,
    Obstacle,
    OrgPolicy,
    Reason,
    RecipientFacts,
    advice,
    decide,
    discloses_always,
    regime_in,
    suggests_auto_track,
)
from backend.domain.recipient import normalize

CONTROLLER = Controller(
    "North Sales", "1 North Road, Springfield", "privacy@north.example", "FTC"
)
NORTH = OrgPolicy(
    home_region="US",
    controller=CONTROLLER,
    own_domains=frozenset({"north.example"}),
    machine_addresses=frozenset({"dropbox@crm.example"}),
)
NOW = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
YES = Consent(ConsentState.GRANTED, NOW, "form", "2026-10", "it@north.example")
NO = Consent(ConsentState.DENIED, NOW, None, None, None)


def who(address: str, **facts: Any) -> RecipientFacts:
    return RecipientFacts(normalize(address), **facts)


DAVE = who("dave@customer.example")
ERIN = who("erin@client.example", domain_region="FR")
BOB = who("bob@north.example")
DROPBOX = who("dropbox@crm.example")


def asked(
    *recipients: RecipientFacts,
    policy: OrgPolicy = NORTH,
    requested: Mode | None = None,
    body_format: BodyFormat = BodyFormat.HTML,
) -> Decision:
    return decide(policy, recipients, requested=requested, body_format=body_format)


def test_it_lets_alice_track_a_mail_to_dave_with_details_and_a_line() -> None:
    assert asked(DAVE) == Decision(Mode.DETAILED, Regime.OPT_OUT)


def test_it_refuses_erin_until_she_consents_and_says_who_and_where() -> None:
    decision = asked(ERIN)
    assert not decision.tracked
    assert decision.reason is Reason.CONSENT_NEEDED
    assert decision.obstacles == (Obstacle(ERIN.address, Reason.CONSENT_NEEDED, "FR"),)
    assert decision.mode is Mode.OFF


def test_it_tracks_erin_without_details_once_she_consented() -> None:
    assert asked(replace(ERIN, consent=YES)) == Decision(
        Mode.OPENS, Regime.CONSENT, disclosure_locked=True, language="fr"
    )


def test_it_asks_everybody_on_the_mail_and_names_each_who_prevents_it() -> None:
    frank = who("frank@firm.de", refused=True)
    decision = asked(DAVE, ERIN, frank)
    assert decision.reason is Reason.REFUSED
    assert decision.obstacles == (
        Obstacle(ERIN.address, Reason.CONSENT_NEEDED, "FR"),
        Obstacle(frank.address, Reason.REFUSED, "DE"),
    )


@pytest.mark.parametrize(
    ("recipients", "changes", "body_format", "reason"),
    [
        pytest.param(
            [BOB],
            {"enabled": False},
            BodyFormat.TEXT,
            Reason.ORGANISATION_OFF,
            id="IT switched it off, before all else",
        ),
        pytest.param(
            [DAVE], {"controller": None}, BodyFormat.HTML, Reason.ORGANISATION_OFF,
            id="nobody answers for it",
        ),
        pytest.param(
            [DAVE],
            {"controller": replace(CONTROLLER, privacy_contact=" ")},
            BodyFormat.HTML,
            Reason.ORGANISATION_OFF,
            id="part of who answers is blank",
        ),
        pytest.param(
            [DAVE], {"ceiling": Mode.OFF}, BodyFormat.HTML, Reason.ORGANISATION_OFF,
            id="the ceiling is off",
        ),
        pytest.param(
            [], {}, BodyFormat.TEXT, Reason.PLAIN_TEXT, id="plain text carries nothing"
        ),
        pytest.param([], {}, BodyFormat.HTML, Reason.NO_RECIPIENTS, id="nobody yet"),
        pytest.param(
            [DROPBOX], {}, BodyFormat.HTML, Reason.NO_RECIPIENTS, id="only a machine"
        ),
        pytest.param([BOB], {}, BodyFormat.HTML, Reason.OWN_DOMAIN, id="a colleague"),
        pytest.param(
            [BOB, DROPBOX], {}, BodyFormat.HTML, Reason.OWN_DOMAIN,
            id="a colleague and a machine",
        ),
        pytest.param(
            [replace(BOB, refused=True)], {}, BodyFormat.HTML, Reason.OWN_DOMAIN,
            id="a colleague who said no is not exposed",
        ),
        pytest.param(
            [replace(DAVE, refused=True)], {}, BodyFormat.HTML, Reason.REFUSED,
            id="dave said no",
        ),
        pytest.param(
            [replace(DAVE, consent=NO)], {}, BodyFormat.HTML, Reason.REFUSED,
            id="a denial needs no provenance",
        ),
        pytest.param(
            [replace(ERIN, consent=YES, refused=True)], {}, BodyFormat.HTML,
            Reason.REFUSED, id="a no outweighs a yes",
        ),
        pytest.param(
            [DAVE, replace(BOB, refused=True)], {}, BodyFormat.HTML, Reason.REFUSED,
            id="bob among others is asked like anybody",
        ),
        pytest.param(
            [DAVE, replace(BOB, region_override="DE")], {}, BodyFormat.HTML,
            Reason.CONSENT_NEEDED, id="bob in Germany too",
        ),
        pytest.param(
            [replace(DAVE, region_override="FR")], {}, BodyFormat.HTML,
            Reason.CONSENT_NEEDED, id="IT says dave is in France",
        ),
        pytest.param(
            [DAVE], {"regimes": {"US": Regime.CONSENT}}, BodyFormat.HTML,
            Reason.CONSENT_NEEDED, id="IT tightened",
        ),
        pytest.param(
            [replace(ERIN, consent=YES)], {"regimes": {"FR": Regime.OFF}},
            BodyFormat.HTML, Reason.REGION_OFF, id="no consent opens a closed region",
        ),
        pytest.param(
            [ERIN], {"regimes": {"FR": Regime.OPT_OUT}}, BodyFormat.HTML,
            Reason.CONSENT_NEEDED, id="a setting cannot loosen",
        ),
        pytest.param(
            [DAVE], {"home_region": "DE"}, BodyFormat.HTML, Reason.CONSENT_NEEDED,
            id="the sender's home is stricter",
        ),
        pytest.param(
            [replace(DAVE, region_override="US")], {"home_region": "FR"},
            BodyFormat.HTML, Reason.CONSENT_NEEDED, id="also for a reader in the US",
        ),
        pytest.param(
            [who("gina@startup.io")], {"home_region": "??"}, BodyFormat.HTML,
            Reason.CONSENT_NEEDED, id="a region nobody knows",
        ),
    ],
)  # fmt: skip
def test_it_leaves_a_mail_untracked_for_the_first_reason_that_holds(
    recipients: list[RecipientFacts],
    changes: dict[str, Any],
    body_format: BodyFormat,
    reason: Reason,
) -> None:
    policy = replace(NORTH, **changes)
    decision = asked(*recipients, policy=policy, body_format=body_format)
    assert decision.reason is reason
    assert decision.mode is Mode.OFF


@pytest.mark.parametrize("missing", ["method", "wording", "recorded_by"])
@pytest.mark.parametrize("blank", [None, "", "  "])
def test_it_takes_no_consent_that_cannot_be_proven(
    missing: str, blank: str | None
) -> None:
    changes: dict[str, Any] = {missing: blank}
    assert not asked(replace(ERIN, consent=replace(YES, **changes))).tracked


@pytest.mark.parametrize(
    ("ceiling", "consent", "requested", "mode"),
    [
        (Mode.DETAILED, False, None, Mode.DETAILED),
        (Mode.DETAILED, False, Mode.DETAILED, Mode.DETAILED),
        (Mode.DETAILED, False, Mode.OPENS, Mode.OPENS),
        (Mode.OPENS, False, None, Mode.OPENS),
        (Mode.OPENS, False, Mode.OPENS, Mode.OPENS),
        (Mode.OPENS, False, Mode.DETAILED, None),
        (Mode.DETAILED, True, None, Mode.OPENS),
        (Mode.DETAILED, True, Mode.OPENS, Mode.OPENS),
        (Mode.DETAILED, True, Mode.DETAILED, None),
    ],
)
def test_it_takes_the_strictest_mode_and_refuses_to_be_asked_for_more(
    ceiling: Mode, *, consent: bool, requested: Mode | None, mode: Mode | None
) -> None:
    policy = replace(NORTH, ceiling=ceiling)
    reader = replace(ERIN, consent=YES) if consent else DAVE
    if mode is None:
        with pytest.raises(ModeForbidden):
            asked(reader, policy=policy, requested=requested)
    else:
        assert asked(reader, policy=policy, requested=requested).mode is mode


def test_it_tracks_nothing_when_off_is_asked_for() -> None:
    decision = asked(DAVE, requested=Mode.OFF)
    assert decision.reason is Reason.TRACKING_OFF


def test_it_lowers_the_mode_of_the_whole_mail_for_one_recipient() -> None:
    decision = asked(DAVE, replace(ERIN, consent=YES))
    assert decision.mode is Mode.OPENS
    assert decision.regime is Regime.CONSENT
    assert decision.language == "en"  # dave and erin share no other


def test_it_remembers_that_a_colleague_reads_along() -> None:
    assert asked(DAVE, BOB).colleagues
    assert not asked(DAVE).colleagues


def test_it_does_not_ask_a_machine() -> None:
    crm = replace(DROPBOX, refused=True, region_override="FR")
    assert asked(DAVE, crm).tracked


@pytest.mark.parametrize(
    ("consent", "by_signature", "disclosed", "locked"),
    [
        (False, False, True, False),
        (False, True, False, False),
        (True, False, True, True),
        (True, True, True, True),
    ],
)
def test_it_discloses_unless_a_signature_may_and_does_it_instead(
    *, consent: bool, by_signature: bool, disclosed: bool, locked: bool
) -> None:
    policy = replace(NORTH, disclosure_by_signature=by_signature)
    decision = asked(replace(ERIN, consent=YES) if consent else DAVE, policy=policy)
    assert decision.disclosed is disclosed
    assert decision.disclosure_locked is locked


@pytest.mark.parametrize("region", ["FR", "IT", "DE", "GB", "DK", "EU", "CA", "BR", ""])
def test_it_ships_consent_for_every_region_that_is_not_listed(region: str) -> None:
    assert shipped_regime(region) is Regime.CONSENT


def test_it_lists_looser_regions_with_their_source_only() -> None:
    assert set(SHIPPED) == {"US"}
    for shipped in SHIPPED.values():
        assert "https://" in shipped.source
        assert shipped.taken


def test_it_reads_a_regime_nobody_understands_as_off() -> None:
    assert Regime.read("optout") is Regime.OFF
    assert Regime.read(None) is Regime.OFF
    assert Regime.read("consent") is Regime.CONSENT


@pytest.mark.parametrize(
    ("home", "suggested"), [("US", True), ("us", True), ("FR", False), ("", False)]
)
def test_it_suggests_automatic_tracking_only_under_opt_out(
    home: str, *, suggested: bool
) -> None:
    assert suggests_auto_track(replace(NORTH, home_region=home)) is suggested


@pytest.mark.parametrize("reason", Reason)
def test_it_tells_alice_what_to_do_in_one_or_two_sentences(reason: Reason) -> None:
    text = advice(reason)
    assert text.endswith(".")
    assert 1 <= text.count(". ") + 1 <= 2


facts = st.builds(
    RecipientFacts,
    address=st.sampled_from(
        [each.address for each in (DAVE, ERIN, BOB, DROPBOX)]
        + [normalize("frank@firm.de")]
    ),
    region_override=st.sampled_from([None, "US", "FR"]),
    domain_region=st.sampled_from([None, "US", "FR"]),
    consent=st.sampled_from([None, YES, NO, replace(YES, method=None)]),
    refused=st.booleans(),
)
policies = st.builds(
    OrgPolicy,
    home_region=st.sampled_from(["US", "DE"]),
    enabled=st.booleans(),
    controller=st.just(CONTROLLER),
    ceiling=st.sampled_from(Mode),
    regimes=st.dictionaries(
        st.sampled_from(["US", "FR", "DE"]), st.sampled_from(Regime)
    ),
    own_domains=st.just(NORTH.own_domains),
    machine_addresses=st.just(NORTH.machine_addresses),
)


@given(policies, st.lists(facts, max_size=4))
def test_it_tracks_nobody_who_said_no_or_was_not_asked(
    policy: OrgPolicy, recipients: list[RecipientFacts]
) -> None:
    decision = asked(*recipients, policy=policy)
    if not decision.tracked:
        return
    assert decision.mode > Mode.OFF
    assert decision.mode <= policy.ceiling
    for each in recipients:
        if each.address.exact in policy.machine_addresses:
            continue
        assert not each.refused
        assert each.consent is None or not each.consent.denied
        region = each.region_override or each.domain_region or policy.home_region
        if each.address.domain != "firm.de":
            strict = stricter(
                regime_in(policy, region), regime_in(policy, policy.home_region)
            )
            assert strict is not Regime.OFF
            if strict is Regime.CONSENT:
                assert each.consent is not None
                assert each.consent.granted


@pytest.mark.parametrize(
    ("home", "regimes", "by_signature", "always"),
    [
        pytest.param("US", {}, False, True, id="IT relies on no signature"),
        pytest.param("US", {}, True, False, id="IT relies on one"),
        pytest.param("FR", {}, True, True, id="at home people must agree first"),
        pytest.param(
            "US", {"US": Regime.CONSENT}, True, True, id="IT wants them to agree"
        ),
        pytest.param("??", {}, True, True, id="a home nobody knows"),
    ],
)
def test_it_leaves_the_line_open_only_where_a_signature_may_stand_for_it(
    home: str, regimes: dict[str, Regime], *, by_signature: bool, always: bool
) -> None:
    policy = replace(
        NORTH,
        home_region=home,
        regimes=regimes,
        disclosure_by_signature=by_signature,
    )
    assert discloses_always(policy) is always
