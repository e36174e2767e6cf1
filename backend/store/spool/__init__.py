"""Where fetches wait while the store can take nothing: a sealed, bounded local file."""
