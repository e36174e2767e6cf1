"""The line in a mail that says it is tracked, with the way to refuse."""

from html import escape

# Language -> sentence; {link} wraps the words that lead to the privacy page.
LINES = {
    "en": "{name} can see when this mail is opened. {link}",
    "de": "{name} kann sehen, wann diese Mail geöffnet wird. {link}",
    "fr": "{name} peut voir quand ce message est ouvert. {link}",
    "es": "{name} puede ver cuándo se abre este mensaje. {link}",
    "it": "{name} può vedere quando questo messaggio viene aperto. {link}",
}
LINKS = {
    "en": "Details and opt-out",
    "de": "Mehr dazu und Widerspruch",
    "fr": "En savoir plus et refuser",
    "es": "Más información y oposición",
    "it": "Dettagli e rifiuto",
}


def line(language: str, controller: str, link: str) -> str:
    """Return the paragraph to add to a mail; English for a language without words."""
    if language not in LINES:
        language = "en"
    anchor = f'<a href="{escape(link)}">{LINKS[language]}</a>'
    text = LINES[language].format(name=escape(controller), link=anchor)
    return f"<p><small>{text}</small></p>"
