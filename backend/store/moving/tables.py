"""What is moved: every table with the columns that order its rows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its primary key, by which rows are read, and found again."""

    name: str
    key: tuple[str, ...]


# Parents first: a row never arrives before the one it hangs on.
DATA = (
    Table("organisation", ("org_id",)),
    Table("directory", ("provider", "directory_id")),
    Table("setting", ("org_id", "name")),
    Table("unit", ("org_id", "id")),
    Table("own_domain", ("org_id", "domain")),
    Table("domain_region", ("org_id", "domain")),
    Table("principal", ("org_id", "id")),
    Table("preference", ("org_id", "principal_id", "name")),
    Table("audit", ("org_id", "number")),
    Table("address_region", ("org_id", "exact")),
    Table("consent", ("org_id", "exact", "number")),
    Table("refusal", ("org_id", "exact", "family")),
    Table("message", ("org_id", "id")),
    Table("recipient", ("org_id", "message_id", "exact")),
    Table("link", ("org_id", "id")),
    Table("token", ("lookup",)),
    Table("open", ("org_id", "message_id", "id")),
    Table("click", ("org_id", "id")),
    Table("spool", ("id",)),
)
KEYS = (Table("wrapped_key", ("id",)),)

# Tables with a running number beside their columns, which tells the later of two rows
# of one second: SQLite's row number, a column of that name elsewhere.
NUMBERED = frozenset({"message", "link", "open", "click"})
NUMBER = "rowid"
