"""Proofs about the rules, over every patient that the vocabulary accepts: one more reader of the program.

Only ``recurtx rules verify`` and ``recurtx rules diff --prove`` load this room; it needs the extra ``recurtx[verify]``.
"""
