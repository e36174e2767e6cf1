"""Flask views: parse, one service call, render."""
