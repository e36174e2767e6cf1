"""The API of the add-ins, version 1."""
