from backend.domain.mode import Mode
from backend.domain.policy import OrgPolicy
from backend.store import names
from backend.store.store import AuditRow, Store, Transaction
from tests.store.people import ALICE, BOB, CAROL, NOON, NORTH, SOUTH, key


def test_it_finds_an_organisation_by_its_directory(store: Store) -> None:
    with store.read() as reader:
        assert reader.organisation_of("entra", "north-tenant") == NORTH.id
        assert reader.organisation_of("google", "south.example") == SOUTH.id
        # the same words from the other provider are another directory
        assert reader.organisation_of("google", "north-tenant") is None


def test_it_lists_organisations_the_oldest_first(store: Store) -> None:
    with store.read() as reader:
        assert reader.organisations() == [NORTH, SOUTH]
        assert reader.organisation(SOUTH.id) == SOUTH
        assert reader.organisation(key("nobody")) is None


def test_it_knows_alice_again_by_provider_directory_and_subject(store: Store) -> None:
    with store.read() as reader:
        assert reader.principal("entra", "north-tenant", "alice-oid") == ALICE
        assert reader.principal("google", "south.example", "carol-sub") == CAROL
        assert reader.principal("google", "north-tenant", "alice-oid") is None
        assert reader.principal("entra", "south.example", "alice-oid") is None


def test_it_replaces_a_setting(store: Store) -> None:
    def job(tx: Transaction) -> None:
        tx.set_setting(NORTH.id, names.CEILING, "detailed")
        tx.set_setting(NORTH.id, names.CEILING, "opens")
        tx.set_setting(SOUTH.id, names.CEILING, "off")

    store.write(job).result()
    with store.read() as reader:
        assert reader.settings(NORTH.id) == {names.CEILING: "opens"}


def test_it_reads_the_policy_of_settings_and_own_domains(store: Store) -> None:
    def job(tx: Transaction) -> None:
        tx.set_setting(NORTH.id, names.HOME_REGION, "US")
        tx.set_setting(NORTH.id, names.CEILING, "opens")
        tx.add_own_domain(NORTH.id, "north.example")
        tx.add_own_domain(NORTH.id, "north.example")
        tx.add_own_domain(SOUTH.id, "south.example")

    store.write(job).result()
    with store.read() as reader:
        assert reader.policy(NORTH.id) == OrgPolicy(
            home_region="US",
            ceiling=Mode.OPENS,
            own_domains=frozenset({"north.example"}),
        )


def test_it_tracks_nothing_for_an_organisation_nobody_set_up(store: Store) -> None:
    with store.read() as reader:
        policy = reader.policy(key("nobody"))
    assert not policy.enabled
    assert policy.controller is None


def test_it_keeps_what_alice_chose_apart_from_bob(store: Store) -> None:
    def job(tx: Transaction) -> None:
        tx.set_preference(NORTH.id, ALICE.id, "auto_track", "no")
        tx.set_preference(NORTH.id, ALICE.id, "auto_track", "yes")
        tx.set_preference(NORTH.id, BOB.id, "never_domains", "client.example")

    store.write(job).result()
    with store.read() as reader:
        assert reader.preferences(NORTH.id, ALICE.id) == {"auto_track": "yes"}
        assert reader.preferences(NORTH.id, BOB.id) == {
            "never_domains": "client.example"
        }
        assert reader.preferences(SOUTH.id, ALICE.id) == {}


def test_it_takes_audit_entries_and_units(store: Store) -> None:
    def job(tx: Transaction) -> None:
        tx.add_unit(NORTH.id, key("unit"), "Boston", "US")
        for action in ("refusal", "erasure"):
            tx.add_audit(NORTH.id, AuditRow(NOON, "recipient", action, "00ff"))

    assert store.write(job).exception() is None
