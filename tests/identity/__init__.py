"""Tests of who is asking; a package, so that its file names are its own."""
