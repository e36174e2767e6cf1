"""Every question that is asked on behalf of an organisation, and alice's answers."""

from collections.abc import Callable, Sequence

from backend.domain.consent import Consent, ConsentState
from backend.domain.message import Channel
from backend.store import names
from backend.store.store import Reader, RefusalRow, Store, Transaction
from tests.store.people import (
    ALICE,
    DAVE,
    NOON,
    NORTH,
    Post,
    clicked,
    key,
    message,
    opened,
)

THREAD, DRAFT, PEOPLE = key("thread"), key("draft"), key("people")
OFFER = message("offer").id
Question = Callable[[Reader, bytes, bytes], object]


def _to(
    reader: Reader,
    org: bytes,
    sender: bytes,
    people: bytes | None = None,
    exact: Sequence[bytes] = (),
) -> object:
    return reader.messages_to(
        org,
        sender,
        Channel.OUTLOOK,
        since=NOON,
        until=NOON,
        recipients_key=people,
        exact=exact,
    )


QUESTIONS: dict[str, Question] = {
    "settings": lambda reader, org, _: reader.settings(org),
    "preferences": lambda reader, org, who: reader.preferences(org, who),
    "refused": lambda reader, org, _: reader.refused(org, [DAVE]),
    "consents": lambda reader, org, _: reader.consents(org, [DAVE.exact]),
    "answers": lambda reader, org, _: reader.answers(org, DAVE.exact),
    "refusals": lambda reader, org, _: reader.refusals(org, DAVE),
    "address_regions": lambda reader, org, _: reader.address_regions(org, [DAVE.exact]),
    "domain_regions": lambda reader, org, _: reader.domain_regions(org, ["c.example"]),
    "mapped_domains": lambda reader, org, _: reader.mapped_domains(org),
    "mapped_addresses": lambda reader, org, _: reader.mapped_addresses(org),
    "message": lambda reader, org, _: reader.message(org, OFFER),
    "message_by_draft": lambda reader, org, who: reader.message_by_draft(
        org, who, DRAFT
    ),
    "messages_to": lambda reader, org, who: _to(reader, org, who, PEOPLE),
    "messages_to, any": lambda reader, org, who: _to(
        reader, org, who, exact=[DAVE.exact]
    ),
    "messages_of_thread": lambda reader, org, who: reader.messages_of_thread(
        org, who, THREAD
    ),
    "messages_near": lambda reader, org, _: reader.messages_near(org, OFFER[:8]),
    "messages_addressed": lambda reader, org, _: reader.messages_addressed(org, DAVE),
    "ids_addressed": lambda reader, org, _: reader.ids_addressed(
        org, DAVE.exact, b"", 50
    ),
    "ids_of_organisation": lambda reader, org, _: reader.ids_of_organisation(
        org, b"", 50
    ),
    "recipients": lambda reader, org, _: reader.recipients(org, OFFER),
    "recipients_of": lambda reader, org, _: reader.recipients_of(org, [OFFER]),
    "change": lambda reader, org, who: reader.change(org, who),
    "feed_latest": lambda reader, org, who: reader.feed_latest(org, who, 50),
    "feed_latest, before": lambda reader, org, who: reader.feed_latest(org, who, 50, 9),
    "feed_after": lambda reader, org, who: reader.feed_after(org, who, 0, 50),
    "messages_before": lambda reader, org, who: reader.messages_before(
        org, who, None, 50
    ),
    "opens": lambda reader, org, _: reader.opens(org, [OFFER]),
    "links": lambda reader, org, _: reader.links(org, [OFFER]),
    "clicks": lambda reader, org, _: reader.clicks(org, [OFFER]),
}


def fill(store: Store) -> None:
    """Leave something for each question in the store, all of it alice's."""
    post = Post(store)
    offer = post.issue(
        "offer", draft_key=DRAFT, thread_key=THREAD, recipients_key=PEOPLE
    )
    post.move(offer)
    post.fetch(offer, opened("one"))
    post.click(offer, clicked("a click", post.link("shop", offer)))

    def job(tx: Transaction) -> None:
        tx.set_setting(NORTH.id, names.HOME_REGION, "US")
        tx.add_own_domain(NORTH.id, "north.example")
        tx.set_preference(NORTH.id, ALICE.id, "auto_track", "yes")
        tx.add_refusal(NORTH.id, RefusalRow(DAVE, NOON, "import"))
        yes = Consent(ConsentState.GRANTED, NOON, "form", "1", "alice")
        tx.add_consent(NORTH.id, DAVE.exact, yes)
        tx.map_address_region(NORTH.id, DAVE.exact, "US")
        tx.map_domain_region(NORTH.id, "c.example", "US")

    store.write(job).result()
