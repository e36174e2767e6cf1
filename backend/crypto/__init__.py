"""Sealing of fields and keeping of keys."""
