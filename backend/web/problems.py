"""Counts the errors that were answered: how many of which kind, and nothing of whom."""

import threading
from collections import Counter

from backend.identity.refusal import TokenRefused
from backend.web.errors import problem_of
from backend.web.problem import Problem


class Problems:
    """Makes problems of exceptions and keeps count; usable from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kinds: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()

    def of(self, error: Exception) -> Problem:
        """Return the problem an exception becomes, counted."""
        if isinstance(error, TokenRefused):
            with self._lock:
                self._reasons[error.reason.value] += 1
        return self.counted(problem_of(error))

    def counted(self, problem: Problem) -> Problem:
        """Count a problem and return it."""
        with self._lock:
            self._kinds[problem.kind.word] += 1
        return problem

    def kinds(self) -> dict[str, int]:
        """Return how many there were of each kind."""
        with self._lock:
            return dict(self._kinds)

    def reasons(self) -> dict[str, int]:
        """Return how often each reason not to believe a token was met."""
        with self._lock:
            return dict(self._reasons)
