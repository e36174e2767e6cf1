"""The shapes a client may send; a field that is not here is refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)

from backend.domain.errors import AddressInvalid
from backend.domain.message import BodyFormat, Channel, ComposeType
from backend.domain.mode import Mode
from backend.domain.recipient import Address, normalize
from backend.services.compose import Draft

RECIPIENTS_MAX = 100
SUBJECT_MAX = 255
DOMAINS_MAX = 50
YEAR_MIN, YEAR_MAX = 1970, 9000


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("holds characters that cannot be printed")
    return text


def _address(text: str) -> str:
    try:
        normalize(text)
    except AddressInvalid:
        raise ValueError("is not a mail address") from None
    return text


def _domain(text: str) -> str:
    try:
        return normalize(f"postmaster@{text}").domain
    except AddressInvalid:
        raise ValueError("is not a domain") from None


def _moment(at: datetime) -> datetime:
    # At the ends of the calendar a time can be neither shifted nor compared.
    if not YEAR_MIN <= at.year <= YEAR_MAX:
        raise ValueError("is not a time a mail was sent at")
    return at


Moment = Annotated[AwareDatetime, AfterValidator(_moment)]
AddressText = Annotated[str, Field(max_length=320), AfterValidator(_address)]
Recipients = Annotated[list[AddressText], Field(max_length=RECIPIENTS_MAX)]
Printable = Annotated[
    str, Field(min_length=1, max_length=SUBJECT_MAX), AfterValidator(_printable)
]
DraftRef = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Domain = Annotated[str, Field(max_length=253), AfterValidator(_domain)]


class Body(BaseModel):
    """A JSON object: strict types, no field but the named ones."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class LabelBody(Body):
    """The one text of a mail that policy may allow to hand over."""

    subject: Annotated[str, Field(max_length=SUBJECT_MAX), AfterValidator(_printable)]


class IssueBody(Body):
    """POST /messages."""

    channel: Channel
    draft_ref: DraftRef
    recipients: Recipients
    compose_type: ComposeType
    format: BodyFormat
    label: LabelBody | None = None
    mode: str | None = Field(default=None, pattern=r"^(opens|detailed)$")
    thread_ref: Printable | None = None
    another: bool = False
    earlier: str | None = Field(
        default=None,
        pattern="^[0-9a-f]{32}$",
        description="The message that this mail was prepared as",
    )

    def draft(self) -> Draft:
        """Return what the use case takes."""
        return Draft(
            channel=self.channel,
            draft_ref=self.draft_ref,
            recipients=addresses(self.recipients),
            compose_type=self.compose_type,
            body_format=self.format,
            subject=None if self.label is None else self.label.subject,
            mode=None if self.mode is None else Mode.parse(self.mode),
            thread_ref=self.thread_ref,
            another=self.another,
            earlier=None if self.earlier is None else bytes.fromhex(self.earlier),
        )


class WithdrawBody(Body):
    """POST /messages/withdraw."""

    draft_ref: DraftRef


class MatchBody(Body):
    """POST /messages/match.

    With `untracked` the copy says itself that nothing was put into it: nothing is
    looked for, and what was issued for its draft is closed.
    """

    channel: Channel
    sent_at: Moment
    recipients: Annotated[Recipients, Field(min_length=1)]
    thread_ref: Printable | None = None
    draft_ref: DraftRef | None = None
    untracked: bool = False


class SentBody(Body):
    """POST /messages/<id>/sent."""

    sent_at: Moment | None = None
    recipients: Annotated[Recipients, Field(min_length=1)] | None = None
    thread_ref: Printable | None = None


class LinkBody(Body):
    """POST /messages/<id>/links."""

    # Longer than any target that is taken, so that its refusal says why.
    target: Annotated[str, Field(max_length=8192)]
    text: Printable | None = None


class EmptyBody(Body):
    """An action that needs no words."""


class PreferencesBody(Body):
    """The sender's own choices; what is left out stays."""

    auto_track: bool | None = None
    never_domains: Annotated[list[Domain], Field(max_length=DOMAINS_MAX)] | None = None
    always_disclose: bool | None = None


class MeBody(Body):
    """PATCH /me."""

    preferences: PreferencesBody


class Query(BaseModel):
    """A query's parameters, which come as text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def of(cls, values: Mapping[str, Sequence[str]]) -> Self:
        """Check parameters; one given twice is a list, which none takes."""
        return cls.model_validate(
            {
                name: given[0] if len(given) == 1 else list(given)
                for name, given in values.items()
            }
        )


class FeedQuery(Query):
    """GET /feed: the changes after a cursor, else the latest messages."""

    after: int | None = Field(default=None, ge=0, le=2**62)
    before: int | None = Field(
        default=None, ge=0, le=2**62, description="Of an answer: go on where it ends"
    )
    wait: int = Field(default=0, ge=0, le=25)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.after is not None and self.before is not None:
            raise ValueError("after and before lead in two directions")
        return self


class ListQuery(Query):
    """GET /messages."""

    before: str | None = Field(default=None, pattern=r"^[0-9]{1,10}-[0-9a-f]{32}$")
    limit: int = Field(default=50, ge=1, le=100)


def addresses(texts: list[str]) -> tuple[Address, ...]:
    """Return addresses that were validated already."""
    return tuple(normalize(text) for text in texts)
