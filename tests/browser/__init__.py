"""Browser tests; a package, so that the browser ends before other tests begin.

Playwright leaves its event loop marked as running in the thread, and tests elsewhere
start loops of their own.
"""
