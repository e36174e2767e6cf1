"""What can go wrong by the rules, each named for the event."""

from datetime import timedelta


class CandorError(Exception):
    """Something the rules refuse."""


class AddressInvalid(CandorError):
    """A text is not a mail address; the message never repeats the text."""


class DomainInvalid(CandorError):
    """A text is not a mail domain; the message never repeats the text."""


class RegionUnknown(CandorError):
    """A text is no country's code; says what one is."""


class RegionNotSet(CandorError):
    """There is no country to take back: none was set."""


class ReasonNeeded(CandorError):
    """A rule may be loosened with a reason alone, and none was given."""


class ReasonInvalid(CandorError):
    """A reason cannot be recorded; says why, never repeats the text."""


class ModeUnknown(CandorError):
    """A collection mode was asked for that does not exist."""


class ModeForbidden(CandorError):
    """More was asked for than the organisation's ceiling allows."""


class LabelForbidden(CandorError):
    """A label was sent that the organisation does not let the server keep."""


class MessageNotFound(CandorError):
    """There is no such message for this principal."""


class MessageClosed(CandorError):
    """The message takes no further change."""


class OpenNotFound(CandorError):
    """There is no such open for this principal."""


class TooManyRequests(CandorError):
    """Somebody asks for more than anybody needs; `wait` says for how long to stop."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


class TargetRefused(CandorError):
    """A link may not lead there; says why, never repeats the text."""


class LinksExhausted(CandorError):
    """The message holds as many links as one may."""


class OrganisationUnknown(CandorError):
    """The directory that vouches for the principal belongs to no organisation here."""


class EnvelopeBroken(CandorError):
    """A sealed field cannot be opened: moved, altered, or its key is gone."""


class KeyMissing(CandorError):
    """Data exist but a key they need does not; nothing may be made up in its place."""


class KeyUnsafe(CandorError):
    """A key file is where or how it must not be; says what to do."""


class StoreUnavailable(CandorError):
    """The store can take nothing at the moment."""


class StoreInUse(CandorError):
    """Another server already works on this data directory."""


class MoveRefused(CandorError):
    """An installation cannot be moved as asked; says what to do."""


class ConfigInvalid(CandorError):
    """A setting is missing or cannot be used; says which and what to do."""
