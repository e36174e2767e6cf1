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
# The same where links in the mail are tracked too.
LINES_WITH_LINKS = {
    "en": "{name} can see when this mail is opened or its links are followed. {link}",
    "de": "{name} kann sehen, wann diese Mail geöffnet oder ein Link darin angeklickt "
    "wird. {link}",
    "fr": "{name} peut voir quand ce message est ouvert ou ses liens suivis. {link}",
    "es": "{name} puede ver cuándo se abre este mensaje o se siguen sus enlaces. "
    "{link}",
    "it": "{name} può vedere quando questo messaggio viene aperto o i suoi link "
    "vengono seguiti. {link}",
}
LINKS = {
    "en": "Details and opt-out",
    "de": "Mehr dazu und Widerspruch",
    "fr": "En savoir plus et refuser",
    "es": "Más información y oposición",
    "it": "Dettagli e rifiuto",
}


def line(language: str, controller: str, link: str, *, links: bool = False) -> str:
    """Return the paragraph to add to a mail; English for a language without words.

    `links`: the mail holds tracked links.
    """
    if language not in LINES:
        language = "en"
    anchor = f'<a href="{escape(link)}">{LINKS[language]}</a>'
    lines = LINES_WITH_LINKS if links else LINES
    text = lines[language].format(name=escape(controller), link=anchor)
    return f"<p><small>{text}</small></p>"
