"""The rules of Candor as values in, values out: no clock, storage or network."""
