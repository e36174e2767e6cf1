"""The trial desk of `candor demo`: the world outside Candor, played on loopback.

Identity issuers, an Outlook, a Gmail, the recipient's mailbox and other openers. It
runs as a process of its own, knows Candor by HTTP alone and keeps mail in memory only.
"""
