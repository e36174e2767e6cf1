"""The recipient's pages: to know, to say no, to erase."""
