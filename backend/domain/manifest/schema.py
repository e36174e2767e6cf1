"""What an add-in-only manifest for Outlook may hold, as tables.

Order and shapes: https://learn.microsoft.com/office/dev/add-ins/develop/manifest-element-ordering
and MS-OWEMXML; lengths and icon sizes: https://learn.microsoft.com/javascript/api/manifest
"""

from typing import Final

BASE: Final = "http://schemas.microsoft.com/office/appforoffice/1.1"
OVERRIDES_1_0: Final = "http://schemas.microsoft.com/office/mailappversionoverrides"
OVERRIDES_1_1: Final = f"{OVERRIDES_1_0}/1.1"
TYPES: Final = "http://schemas.microsoft.com/office/officeappbasictypes/1.0"

# (vocabulary, element): its children in the order Outlook insists on. What is not here
# has none. Elements that Candor has no use for are left out: each would let it do more
# (MobileFormFactor, SupportsSharedFolders) or replace a program (EquivalentAddins).
ORDER: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (BASE, "OfficeApp"): (
        *("Id", "Version", "ProviderName", "DefaultLocale"),
        *("DisplayName", "Description", "IconUrl", "HighResolutionIconUrl"),
        *("SupportUrl", "AppDomains", "Hosts", "Requirements", "FormSettings"),
        *("Permissions", "Rule", "DisableEntityHighlighting", "VersionOverrides"),
    ),
    (BASE, "DisplayName"): ("Override",),
    (BASE, "Description"): ("Override",),
    (BASE, "IconUrl"): ("Override",),
    (BASE, "HighResolutionIconUrl"): ("Override",),
    (BASE, "SupportUrl"): ("Override",),
    (BASE, "AppDomains"): ("AppDomain",),
    (BASE, "Hosts"): ("Host",),
    (BASE, "Requirements"): ("Sets",),
    (BASE, "Sets"): ("Set",),
    (BASE, "FormSettings"): ("Form",),
    (BASE, "Form"): ("DesktopSettings",),
    (BASE, "DesktopSettings"): ("SourceLocation", "RequestedHeight"),
    (BASE, "SourceLocation"): ("Override",),
    (BASE, "Rule"): ("Rule",),
    (OVERRIDES_1_0, "VersionOverrides"): ("VersionOverrides",),
    (OVERRIDES_1_1, "VersionOverrides"): (
        *("Description", "Requirements", "Hosts", "Resources", "WebApplicationInfo"),
        "ExtendedPermissions",
    ),
    (OVERRIDES_1_1, "Requirements"): ("Sets",),
    (TYPES, "Sets"): ("Set",),
    (OVERRIDES_1_1, "Hosts"): ("Host",),
    (OVERRIDES_1_1, "Host"): ("Runtimes", "DesktopFormFactor"),
    (OVERRIDES_1_1, "Runtimes"): ("Runtime",),
    (OVERRIDES_1_1, "Runtime"): ("Override",),
    (OVERRIDES_1_1, "DesktopFormFactor"): ("FunctionFile", "ExtensionPoint"),
    (OVERRIDES_1_1, "ExtensionPoint"): ("OfficeTab", "LaunchEvents", "SourceLocation"),
    (OVERRIDES_1_1, "OfficeTab"): ("Group",),
    (OVERRIDES_1_1, "LaunchEvents"): ("LaunchEvent",),
    (OVERRIDES_1_1, "Group"): ("Label", "Icon", "Control"),
    (OVERRIDES_1_1, "Control"): ("Label", "Supertip", "Icon", "Action"),
    (OVERRIDES_1_1, "Supertip"): ("Title", "Description"),
    (OVERRIDES_1_1, "Icon"): ("Image",),
    (OVERRIDES_1_1, "Action"): ("SourceLocation", "FunctionName", "SupportsPinning"),
    (OVERRIDES_1_1, "Resources"): ("Images", "Urls", "ShortStrings", "LongStrings"),
    (TYPES, "Images"): ("Image",),
    (TYPES, "Image"): ("Override",),
    (TYPES, "Urls"): ("Url",),
    (TYPES, "Url"): ("Override",),
    (TYPES, "ShortStrings"): ("String",),
    (TYPES, "LongStrings"): ("String",),
    (TYPES, "String"): ("Override",),
    (OVERRIDES_1_1, "WebApplicationInfo"): ("Id", "Resource", "Scopes"),
    (OVERRIDES_1_1, "Scopes"): ("Scope",),
    (OVERRIDES_1_1, "ExtendedPermissions"): ("ExtendedPermission",),
}
# What may be there several times in one element; everything else once.
REPEATED: Final = {
    *("Override", "AppDomain", "Rule", "ExtensionPoint", "Group", "Control", "Image"),
    *("LaunchEvent", "Url", "String", "Scope", "ExtendedPermission", "Set", "Runtime"),
}
# (vocabulary, element): its attributes by their local names; what is not here has none
ATTRIBUTES: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (BASE, "OfficeApp"): ("type",),
    (BASE, "DisplayName"): ("DefaultValue",),
    (BASE, "Description"): ("DefaultValue",),
    (BASE, "IconUrl"): ("DefaultValue",),
    (BASE, "HighResolutionIconUrl"): ("DefaultValue",),
    (BASE, "SupportUrl"): ("DefaultValue",),
    (BASE, "SourceLocation"): ("DefaultValue",),
    (BASE, "Override"): ("Locale", "Value"),
    (BASE, "Host"): ("Name",),
    (BASE, "Sets"): ("DefaultMinVersion",),
    (BASE, "Set"): ("Name", "MinVersion"),
    (BASE, "Form"): ("type",),
    (BASE, "Rule"): ("type", "Mode", "ItemType", "FormType"),
    (OVERRIDES_1_0, "VersionOverrides"): ("type",),
    (OVERRIDES_1_1, "VersionOverrides"): ("type",),
    (TYPES, "Sets"): ("DefaultMinVersion",),
    (TYPES, "Set"): ("Name", "MinVersion"),
    (OVERRIDES_1_1, "Host"): ("type",),
    (OVERRIDES_1_1, "Runtime"): ("resid",),
    (OVERRIDES_1_1, "Override"): ("type", "resid"),
    (OVERRIDES_1_1, "FunctionFile"): ("resid",),
    (OVERRIDES_1_1, "ExtensionPoint"): ("type",),
    (OVERRIDES_1_1, "OfficeTab"): ("id",),
    (OVERRIDES_1_1, "Group"): ("id",),
    (OVERRIDES_1_1, "Control"): ("type", "id"),
    (OVERRIDES_1_1, "Label"): ("resid",),
    (OVERRIDES_1_1, "Title"): ("resid",),
    (OVERRIDES_1_1, "Description"): ("resid",),
    (OVERRIDES_1_1, "Action"): ("type",),
    (OVERRIDES_1_1, "SourceLocation"): ("resid",),
    # no SendMode: it would hold up a mail, which Candor never does
    (OVERRIDES_1_1, "LaunchEvent"): ("Type", "FunctionName"),
    (TYPES, "Image"): ("id", "DefaultValue", "size", "resid"),
    (TYPES, "Url"): ("id", "DefaultValue"),
    (TYPES, "String"): ("id", "DefaultValue"),
    (TYPES, "Override"): ("Locale", "Value"),
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

# the add-in's own pictures, for the lists of add-ins
APP_ICONS: Final = {"IconUrl": "64", "HighResolutionIconUrl": "128"}
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

# Mailbox requirement sets: all there are, and the last that is offered the base part
# https://learn.microsoft.com/javascript/api/requirement-sets/outlook
OLDEST: Final = (1, 1)
NEWEST: Final = (1, 16)
BASE_MOST: Final = (1, 5)

# What Candor asks for, and nothing wider: a further word here asks every
# administrator for consent again.
PERMISSION: Final = "ReadWriteItem"
EXTENDED: Final = ("AppendOnSend",)
SCOPES: Final = ("openid", "profile")
FROZEN_EVENTS: Final = ("OnMessageCompose", "OnMessageRecipientsChanged")
LANGUAGES: Final = ("de-DE", "fr-FR", "es-ES", "it-IT")  # beside en-US
