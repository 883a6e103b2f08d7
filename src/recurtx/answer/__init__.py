"""An answer that is complete when it is made, and the words that all pages share."""

from recurtx.answer.answer import Answer, answer

__all__ = ["Answer", "answer"]
