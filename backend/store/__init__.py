"""Where records live: the interfaces, and an engine for each database."""
