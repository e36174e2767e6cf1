"""Moves what an installation keeps from one database to another."""
