"""Where IT says recipients are, and why where that asks for less than before.

What is set holds for the next mail and, where it is stricter, for mail that is out.
Killed half way, the same is said again: it changes nothing twice.
"""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from backend.crypto.keyring import Keyring
from backend.domain.consent import Regime, stricter
from backend.domain.errors import ReasonInvalid, ReasonNeeded, RegionNotSet
from backend.domain.policy import OrgPolicy, regime_in
from backend.domain.recipient import Address, mail_domain
from backend.domain.regions import read_country, region_of
from backend.services.addressees import Addressee, Addressees
from backend.services.tightening import Tightened, Tightening, Told
from backend.services.timing import Clock
from backend.store.store import AuditRow, Reader, Store, Transaction

REASON_MAX = 500  # characters
NOTHING = Tightened(stopped=0, restricted=0)


@dataclass(frozen=True, slots=True)
class Change:
    """Where people were and are now, what holds for them, and what that did."""

    before: str
    after: str
    regime: Regime  # of `after`, or of the sender's home where that is stricter
    mail: Tightened = NOTHING


@dataclass(frozen=True, slots=True)
class Mapped:
    """What is set for an organisation."""

    domains: Mapping[str, tuple[str, Regime]]  # each with its country and what holds
    addresses: Mapping[str, int]  # for how many each country is set


class Regions:
    """Sets regions on the word of whoever `actor` names in the audit log."""

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        *,
        clock: Clock,
        actor: str,
        rest_seconds: float = 0.0,
    ) -> None:
        self._store = store
        self._tightening = Tightening(store, keyring, rest_seconds=rest_seconds)
        self._addressees = Addressees(keyring)
        self._clock = clock
        self._actor = actor

    def mapped(self, org_id: bytes) -> Mapped:
        """Return what is set; of addresses only how many, for only hashes are kept."""
        with self._store.read() as reader:
            policy = reader.policy(org_id)
            domains = {
                domain: (region, _holds(policy, region))
                for domain, region in reader.mapped_domains(org_id).items()
            }
            return Mapped(domains, reader.mapped_addresses(org_id))

    def set_domain(
        self,
        org_id: bytes,
        domain: str,
        country: str,
        *,
        reason: str | None = None,
        told: Told = lambda _: None,
    ) -> Change:
        """Say where the people of a mail domain are, of exactly that one.

        Raises DomainInvalid, RegionUnknown, ReasonInvalid, and ReasonNeeded where less
        is asked for than before.
        """
        target = _Domain(org_id, mail_domain(domain))
        return self._set(target, read_country(country), reason, told)

    def set_address(
        self,
        org_id: bytes,
        address: Address,
        country: str,
        *,
        reason: str | None = None,
        told: Told = lambda _: None,
    ) -> Change:
        """Say where one person is, whatever their domain says; likewise."""
        target = self._person(org_id, address)
        return self._set(target, read_country(country), reason, told)

    def unset_domain(
        self,
        org_id: bytes,
        domain: str,
        *,
        reason: str,
        told: Told = lambda _: None,
    ) -> Change:
        """Take back what was said of a domain: its ending counts, or the home region.

        Always with a reason, for that may ask for less one day, if not today. Raises
        RegionNotSet where nothing was said.
        """
        return self._unset(_Domain(org_id, mail_domain(domain)), reason, told)

    def unset_address(
        self,
        org_id: bytes,
        address: Address,
        *,
        reason: str,
        told: Told = lambda _: None,
    ) -> Change:
        """Take back what was said of one person: their domain counts; likewise."""
        return self._unset(self._person(org_id, address), reason, told)

    def _person(self, org_id: bytes, address: Address) -> "_Person":
        (who,) = self._addressees.of(org_id, [address])
        return _Person(org_id, who)

    def _set(
        self, target: "_Target", after: str, reason: str | None, told: Told
    ) -> Change:
        why = _recorded(reason)

        def job(tx: Transaction) -> Change:
            change = _change(tx, target, after)
            if why is None and _is_laxer(tx.policy(target.org_id), change):
                raise ReasonNeeded(
                    f"{change.after} asks for less than {change.before}, where they are"
                    " now: say why (--reason)"
                )
            target.put(tx, after)
            self._note(tx, target, "region_set", change, why)
            return change

        return self._judged(target, self._store.write(job).result(), told)

    def _unset(self, target: "_Target", reason: str, told: Told) -> Change:
        why = _recorded(reason)
        if why is None:
            raise ReasonNeeded("taking a country back takes a reason (--reason)")

        # What counts from now on is set first, and taken back when mail that is out
        # was judged by it: killed in between, the command finds what to go on with.
        def job(tx: Transaction) -> Change:
            if target.own(tx) is None:
                raise RegionNotSet("no country was set: there is nothing to take back")
            change = _change(tx, target, target.otherwise(tx))
            target.put(tx, change.after)
            self._note(tx, target, "region_unset", change, why)
            return change

        change = self._judged(target, self._store.write(job).result(), told)

        def finish(tx: Transaction) -> None:
            if target.own(tx) == change.after:  # nobody set another meanwhile
                target.drop(tx)

        self._store.write(finish).result()
        return change

    def _judged(self, target: "_Target", change: Change, told: Told) -> Change:
        mail = target.judge(self._tightening, change.after, told)
        return Change(change.before, change.after, change.regime, mail)

    def _note(
        self,
        tx: Transaction,
        target: "_Target",
        action: str,
        change: Change,
        why: str | None,
    ) -> None:
        said = {**target.named, "from": change.before, "to": change.after}
        if why is not None:
            said["reason"] = why
        what = json.dumps(said, ensure_ascii=False)
        entry = AuditRow(self._clock(), self._actor, action, what)
        tx.add_audit(target.org_id, entry)


class _Target(Protocol):
    """What a country is set for."""

    @property
    def org_id(self) -> bytes: ...

    @property
    def named(self) -> dict[str, str]:
        """How the audit log names it: no address."""
        ...

    def own(self, reader: Reader) -> str | None:
        """Return what is set for it."""
        ...

    def otherwise(self, reader: Reader) -> str:
        """Return where it would be if nothing were set."""
        ...

    def put(self, tx: Transaction, region: str) -> None: ...

    def drop(self, tx: Transaction) -> None: ...

    def judge(self, tightening: Tightening, region: str, told: Told) -> Tightened: ...


@dataclass(frozen=True, slots=True)
class _Domain:
    org_id: bytes
    domain: str

    @property
    def named(self) -> dict[str, str]:
        return {"domain": self.domain}

    def own(self, reader: Reader) -> str | None:
        return reader.domain_regions(self.org_id, [self.domain]).get(self.domain)

    def otherwise(self, reader: Reader) -> str:
        home = reader.policy(self.org_id).home_region
        return region_of(self.domain, override=None, by_domain=None, home=home)

    def put(self, tx: Transaction, region: str) -> None:
        tx.map_domain_region(self.org_id, self.domain, region)

    def drop(self, tx: Transaction) -> None:
        tx.unmap_domain_region(self.org_id, self.domain)

    def judge(self, tightening: Tightening, region: str, told: Told) -> Tightened:
        return tightening.domain(self.org_id, self.domain, region, told)


@dataclass(frozen=True, slots=True)
class _Person:
    org_id: bytes
    who: Addressee

    @property
    def named(self) -> dict[str, str]:
        return {"address": self.who.index.exact.hex()}  # keyed

    def own(self, reader: Reader) -> str | None:
        exact = self.who.index.exact
        return reader.address_regions(self.org_id, [exact]).get(exact)

    def otherwise(self, reader: Reader) -> str:
        domain = _Domain(self.org_id, self.who.address.domain)
        return domain.own(reader) or domain.otherwise(reader)

    def put(self, tx: Transaction, region: str) -> None:
        tx.map_address_region(self.org_id, self.who.index.exact, region)

    def drop(self, tx: Transaction) -> None:
        tx.unmap_address_region(self.org_id, self.who.index.exact)

    def judge(self, tightening: Tightening, region: str, told: Told) -> Tightened:  # noqa: ARG002  # the store says it
        return tightening.person(self.org_id, self.who, told)


def _change(reader: Reader, target: _Target, after: str) -> Change:
    before = target.own(reader) or target.otherwise(reader)
    return Change(before, after, _holds(reader.policy(target.org_id), after))


def _holds(policy: OrgPolicy, region: str) -> Regime:
    home = regime_in(policy, policy.home_region)
    return stricter(home, regime_in(policy, region))


def _is_laxer(policy: OrgPolicy, change: Change) -> bool:
    """Whether less is asked for; a strict home does not count: it may move."""
    before, after = (regime_in(policy, of) for of in (change.before, change.after))
    return stricter(before, after) is not after


def _recorded(reason: str | None) -> str | None:
    """Return a reason as the audit log takes it; None where there is none."""
    text = " ".join((reason or "").split())
    if "@" in unicodedata.normalize("NFKC", text):
        raise ReasonInvalid(
            "the audit log holds no address: leave it out of the reason"
        )
    if len(text) > REASON_MAX:
        raise ReasonInvalid(f"a reason has at most {REASON_MAX} characters")
    if any(unicodedata.category(each)[0] == "C" for each in text):
        raise ReasonInvalid("a reason is plain text")
    return text or None
