"""What moved to ``answer``, for the screens that have not followed yet."""

from recurtx.answer.ranges import cells_words, change_words, formula_parts, formula_words

__all__ = ["cells_words", "change_words", "formula_parts", "formula_words"]
