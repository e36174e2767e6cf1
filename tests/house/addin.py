"""The settings the add-in's files depend on, as tests give them."""

from dataclasses import dataclass

from backend.desk.issuer import ENTRA_CLIENT_ID


@dataclass(frozen=True)
class Settings:
    """An installation of the north's, unless told otherwise."""

    public_url: str = "https://candor.north.example"
    office_js_url: str = "https://appsforoffice.microsoft.com/lib/1/hosted/office.js"
    entra_base: str = "https://login.microsoftonline.com"
    entra_client_ids: tuple[str, ...] = (ENTRA_CLIENT_ID,)
    frame_ancestors: tuple[str, ...] = ()
