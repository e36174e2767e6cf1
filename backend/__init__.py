"""Candor: tells a sender when a tracked mail was opened, without seeing the mail."""
