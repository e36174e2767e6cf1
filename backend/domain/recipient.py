"""A recipient's address: its normal form and its blind index."""
