"""What the word for a cancer says beside its type: ``HGSOC`` is a histology too, ``rectal cancer`` a side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recurtx.profile.names import key
from recurtx.profile.spellings import keys_in, words_of
from recurtx.profile.understand import understood
from recurtx.profile.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recurtx.profile.facttest import Value
    from recurtx.profile.names import Names

_TYPE = "cancer.type"
_SAID_TOO = ("cancer.histology", "cancer.primary_side")
_LOOSE = frozenset(("adenocarcinoma",))
"""Values that are said of a cancer without a look at them: most of these cancers are one."""
_CANCER = keys_in("cancer, cancers, carcinoma, ca, of, the, tumour, tumor")
_PIECES = re.compile(r"[()]")


def implied(text: str, cancer_type: str, names: Names) -> dict[str, Value]:
    """The other facts of a cancer, by path, that the word for its type says; none that it may say.

    Args:
        text: what is written as the type.
        cancer_type: what that means.
        names: the drugs and options that the rules know.
    """
    found: dict[str, Value] = {}
    for path in _SAID_TOO:
        fact = VOCABULARY[path]
        meant = {m.values[0] for said in _said(text) if (m := understood(fact, said, names, cancer_type)) and m.values}
        if len(meant) == 1 and not meant <= _LOOSE:
            found[path] = meant.pop()
    return found


def _said(text: str) -> Iterator[str]:
    """The whole word, its pieces in and outside of brackets, and what is left of it without the name of the type."""
    yield text
    for piece in _PIECES.split(text) if "(" in text else [text]:
        yield piece.strip()
        for around in (_CANCER, _CANCER | frozenset(words_of(_TYPE))):
            yield " ".join(word for word in piece.split() if key(word) not in around)
