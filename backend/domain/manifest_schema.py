"""What an add-in-only manifest for Outlook may hold, as tables.

Order and shapes: https://learn.microsoft.com/office/dev/add-ins/develop/manifest-element-ordering
and MS-OWEMXML; lengths and icon sizes: https://learn.microsoft.com/javascript/api/manifest
"""

from typing import Final

BASE: Final = "http://schemas.microsoft.com/office/appforoffice/1.1"
OVERRIDES_1_0: Final = "http://schemas.microsoft.com/office/mailappversionoverrides"
OVERRIDES_1_1: Final = f"{OVERRIDES_1_0}/1.1"
TYPES: Final = "http://schemas.microsoft.com/office/officeappbasictypes/1.0"

_OVERRIDES: Final = (
    *("Description", "Requirements", "Hosts", "Resources", "WebApplicationInfo"),
    *("EquivalentAddins", "ConnectedServiceControls", "ExtendedPermissions"),
    "VersionOverrides",
)
# (vocabulary, element): its children in the order Outlook insists on
ORDER: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (BASE, "OfficeApp"): (
        *("Id", "AlternateId", "Version", "ProviderName", "DefaultLocale"),
        *("DisplayName", "Description", "IconUrl", "HighResolutionIconUrl"),
        *("SupportUrl", "AppDomains", "Hosts", "Requirements", "FormSettings"),
        *("Permissions", "Rule", "DisableEntityHighlighting", "VersionOverrides"),
    ),
    (BASE, "DesktopSettings"): ("SourceLocation", "RequestedHeight"),
    (OVERRIDES_1_0, "VersionOverrides"): _OVERRIDES,
    (OVERRIDES_1_1, "VersionOverrides"): _OVERRIDES,
    (OVERRIDES_1_1, "Host"): ("Runtimes", "DesktopFormFactor", "MobileFormFactor"),
    (OVERRIDES_1_1, "DesktopFormFactor"): ("FunctionFile", "ExtensionPoint"),
    (OVERRIDES_1_1, "ExtensionPoint"): (
        *("OfficeTab", "CustomTab", "LaunchEvents", "SourceLocation"),
    ),
    (OVERRIDES_1_1, "Group"): ("Label", "Icon", "Control"),
    (OVERRIDES_1_1, "Control"): ("Label", "Supertip", "Icon", "Action"),
    (OVERRIDES_1_1, "Supertip"): ("Title", "Description"),
    (OVERRIDES_1_1, "Action"): (
        *("SourceLocation", "FunctionName", "SupportsPinning"),
        *("SupportsNoItemContext", "SupportsMultiSelect"),
    ),
    (OVERRIDES_1_1, "Resources"): ("Images", "Urls", "ShortStrings", "LongStrings"),
    (OVERRIDES_1_1, "WebApplicationInfo"): (
        *("Id", "MsaId", "Resource", "Scopes", "Authorizations"),
    ),
}
# (vocabulary, element): what may not be missing in it
REQUIRED: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (BASE, "OfficeApp"): (
        *("Id", "Version", "ProviderName", "DefaultLocale", "DisplayName"),
        *("Description", "IconUrl", "HighResolutionIconUrl", "SupportUrl"),
        *("AppDomains", "Hosts", "Requirements", "FormSettings", "Permissions"),
        *("Rule", "VersionOverrides"),
    ),
    (OVERRIDES_1_1, "VersionOverrides"): (
        *("Requirements", "Hosts", "Resources", "WebApplicationInfo"),
        "ExtendedPermissions",
    ),
    (OVERRIDES_1_1, "Host"): ("Runtimes", "DesktopFormFactor"),
    (OVERRIDES_1_1, "DesktopFormFactor"): ("FunctionFile", "ExtensionPoint"),
    (OVERRIDES_1_1, "Control"): ("Label", "Supertip", "Icon", "Action"),
    (OVERRIDES_1_1, "Supertip"): ("Title", "Description"),
    (OVERRIDES_1_1, "Resources"): ("Images", "Urls", "ShortStrings", "LongStrings"),
    (OVERRIDES_1_1, "WebApplicationInfo"): ("Id", "Resource", "Scopes"),
}
ACTIONS: Final = {
    "ExecuteFunction": "FunctionName",
    "ShowTaskpane": "SourceLocation",
}

# element with its text in it: the most characters it may have
TEXTS: Final = {"ProviderName": 125, "FunctionName": 125}
# element with its text in DefaultValue: likewise
VALUES: Final = {
    "DisplayName": 125,
    "Description": 250,
    "SourceLocation": 2018,
    "IconUrl": 2048,
    "HighResolutionIconUrl": 2048,
    "SupportUrl": 2048,
}
# group of resources: likewise
RESOURCES: Final = {
    "Images": 2048,
    "Urls": 2048,
    "ShortStrings": 125,
    "LongStrings": 250,
}
NAME_MAX: Final = 32  # of a resource
CONTROL_MAX: Final = 125  # of a control's id

# element that names a resource: the group it must be in
NAMES: Final = {
    "FunctionFile": "Urls",
    "SourceLocation": "Urls",
    "Runtime": "Urls",
    "Override": "Urls",
    "Label": "ShortStrings",
    "Title": "ShortStrings",
    "Description": "LongStrings",
    "Image": "Images",
}

ICON_SIZES: Final = ("16", "20", "24", "32", "40", "48", "64", "80")
ICON_SIZES_NEEDED: Final = ("16", "32", "80")
IMAGE_TYPES: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".exif", ".tiff")

# event: the Mailbox requirement set it came with
# https://learn.microsoft.com/office/dev/add-ins/develop/event-based-activation
EVENTS: Final = {
    "OnNewMessageCompose": (1, 10),
    "OnNewAppointmentOrganizer": (1, 10),
    "OnMessageAttachmentsChanged": (1, 11),
    "OnAppointmentAttachmentsChanged": (1, 11),
    "OnMessageRecipientsChanged": (1, 11),
    "OnAppointmentAttendeesChanged": (1, 11),
    "OnAppointmentTimeChanged": (1, 11),
    "OnAppointmentRecurrenceChanged": (1, 11),
    "OnInfoBarDismissClicked": (1, 11),
    "OnMessageCompose": (1, 12),
    "OnAppointmentOrganizer": (1, 12),
    "OnMessageSend": (1, 12),
    "OnAppointmentSend": (1, 12),
    "OnMessageFromChanged": (1, 13),
    "OnAppointmentFromChanged": (1, 13),
    "OnSensitivityLabelChanged": (1, 13),
}

# What Candor asks for, and nothing wider: a further word here asks every
# administrator for consent again.
PERMISSION: Final = "ReadWriteItem"
EXTENDED: Final = ("AppendOnSend",)
SCOPES: Final = ("openid", "profile")
FROZEN_EVENTS: Final = ("OnMessageCompose", "OnMessageRecipientsChanged")
LANGUAGES: Final = ("de-DE", "fr-FR", "es-ES", "it-IT")  # beside en-US
