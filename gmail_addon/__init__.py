"""The Gmail add-on: Apps Script files as data, deployed as they are."""
