"""The people of the demo, the same as in the tests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a mailbox; `provider` is who signs the person in, if anybody."""

    name: str
    display: str
    email: str
    provider: str | None = None


PEOPLE = {
    person.name: person
    for person in (
        Person("alice", "Alice North", "alice@north.example", "entra"),
        Person("bob", "Bob North", "bob@north.example", "entra"),
        Person("carol", "Carol South", "carol@south.example", "google"),
        Person("dave", "Dave", "dave@customer.example"),
        Person("erin", "Erin", "erin@client.example"),
    )
}
SENDERS = {name: person for name, person in PEOPLE.items() if person.provider}
