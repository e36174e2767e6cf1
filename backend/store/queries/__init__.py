"""Queries that every engine runs as they are."""
