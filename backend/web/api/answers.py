"""The shapes the API answers with: what render.py writes, told to clients and tests."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.domain.feed import Status
from backend.domain.fetchers import CLIENTS
from backend.domain.judge import REASONS, FetchClass
from backend.domain.message import Channel, State
from backend.domain.policy import LabelLevel, Reason
from backend.web.problem import Kind

Id = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
Count = Annotated[int, Field(ge=0)]
Time = Annotated[
    str,
    Field(
        pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
        json_schema_extra={"format": "date-time"},
    ),
]
Mode = Literal["off", "opens", "detailed"]
ReasonCode = Annotated[str, Field(json_schema_extra={"enum": sorted(REASONS)})]
Client = Annotated[str, Field(json_schema_extra={"enum": sorted(CLIENTS)})]
Region = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class Answer(BaseModel):
    """A JSON object with these fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(Answer):
    """What names a message to its sender."""

    recipients: list[str]
    subject: str = Field(default="", description="Only where policy keeps it")


class Summary(Answer):
    """A message's opens in one line; never more than is known."""

    status: Status
    via: str | None
    at: Time | None
    someone: bool = Field(description="More than one recipient: nobody can say who")
    opens: Count = Field(description="Fetches judged to be a person")
    machine: Count = Field(description="All other fetches")
    reasons: list[ReasonCode]
    clicks: Count = Field(description="Clicks judged to be a person")


class Fetch(Answer):
    """One kept fetch of the pixel."""

    id: Id
    at: Time
    fetch_class: FetchClass = Field(alias="class")
    confidence: float = Field(ge=0, le=1)
    reasons: list[ReasonCode]
    rules: Count = Field(description="Version of the rules that judged")
    client: Client
    os: str | None
    device: str | None
    mine: bool = Field(description="The sender said: that was me")


class Click(Fetch):
    """One kept click on a tracked link, judged like a fetch."""

    link_id: Id
    text: str | None = Field(description="The sender's word for the link")


class Message(Answer):
    """One tracked message as its sender sees it."""

    id: Id
    channel: Channel
    state: State
    confirmed: bool = Field(description="The send was seen or told, not inferred")
    mode: Mode
    issued_at: Time
    sent_at: Time | None = Field(description="As the Sent copy says; else null")
    recipient_count: Count
    label: Label | None
    summary: Summary
    opens: list[Fetch] = Field(max_length=10)
    clicks: list[Click] = Field(max_length=10)


class Disclosure(Answer):
    """Whether the mail says that it is tracked, and whether that is fixed."""

    shown: bool
    locked: bool


class Issued(Answer):
    """The mail may be tracked: the pixel to insert."""

    tracked: Literal[True]
    message_id: Id
    state: State
    mode: Mode
    html: str = Field(max_length=5000)
    insert_at: Literal["append_on_send", "start", "end"]
    disclosure: Disclosure


class Obstacle(Answer):
    """One recipient who prevents tracking."""

    address: str
    reason: Reason
    region: Region = Field(default="", description="Where a region decided")


class Earlier(Answer):
    """A message that may be meant."""

    message_id: Id
    issued_at: Time


class Declined(Answer):
    """The mail goes untracked: why, and what the sender can do."""

    tracked: Literal[False]
    reason: Reason
    recipients: list[Obstacle]
    advice: str
    earlier: list[Earlier] = Field(
        default=[], max_length=10, description="Of a recent twin, newest first"
    )


class Match(Answer):
    """The message a sent copy belongs to, if that is certain.

    Where more than one fits nothing is noted: the sender says which, by its `sent`.
    """

    message: Message | None
    candidates: list[Message] = Field(
        max_length=10, description="More than one that fit, newest first; else none"
    )


class Listing(Answer):
    """Some of the sender's messages; `before` leads to older ones."""

    messages: list[Message]
    before: str | None


class Page(Answer):
    """Part of the feed.

    The changes after a cursor come oldest first: with more of them, ask again at once
    after the new cursor. The latest messages come newest change first: with more, the
    older ones are found by `before`.
    """

    cursor: Annotated[str, Field(pattern="^[0-9]+$")]
    more: bool
    before: Annotated[str, Field(pattern="^[0-9]+$")] | None
    messages: list[Message] = Field(max_length=50)


class Link(Answer):
    """A tracked link to put into the mail."""

    link_id: Id
    url: str
    html: str


class PrivacyLink(Answer):
    """Where a recipient sees what is recorded, says no, or has it erased."""

    url: str


class Sender(Answer):
    """Who is signed in; never an address."""

    id: Id
    provider: Literal["entra", "google"]
    role: Literal["sender", "privacy_officer", "admin"]


class Organisation(Answer):
    """Whom the sender writes for."""

    name: str
    enabled: bool
    own_domains: list[str]
    controller: str | None


class Policy(Answer):
    """What holds for the sender's mail."""

    home_region: Region
    ceiling: Mode
    label: LabelLevel
    suggest_auto_track: bool
    disclosure_locked: bool = Field(
        description="Each mail says that it is tracked, whatever the sender chooses"
    )


class Preferences(Answer):
    """What the sender chose; null: not asked yet."""

    auto_track: bool | None
    never_domains: list[str]
    always_disclose: bool = Field(
        description="Say in each mail that it is tracked, where policy leaves that open"
    )


class Timing(Answer):
    """The waiting times that clients tell people about."""

    window_seconds: Count
    cooldown_seconds: Count


class Me(Answer):
    """The sender's own place."""

    principal: Sender
    organisation: Organisation
    policy: Policy
    preferences: Preferences
    timing: Timing


class Wrong(Answer):
    """One field and what is wrong with it; never repeats what was sent."""

    field: str
    message: str


class Problem(Answer):
    """Why a request was not met (RFC 9457); `type` is from a closed list."""

    type: Annotated[
        str,
        Field(json_schema_extra={"enum": [f"/problems/{kind.word}" for kind in Kind]}),
    ]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str = ""
    errors: list[Wrong] = []


class Allowed(Answer):
    """The scripts that classic Outlook lets sign in by themselves."""

    allowed: list[str]
