"""The use cases: each fetches what a rule needs, applies it and keeps the result."""
