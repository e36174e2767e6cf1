"""What Candor costs: measured, never asserted. `python -m tests.bench --help`."""
