"""A corpus on the shelf: one file of numbers and words, made by a worker, read by the web."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clustering.analysis.corpus import Corpus
from clustering.analysis.features import Matrix, Space, Vocabulary
from clustering.analysis.lines import Reads, as_lines, from_plain, plain
from clustering.analysis.reasons import Said
from clustering.analysis.vectors import Meaning

VERSION: Final = 3
_MATRICES: Final = ("spelled", "civic", "near_spelled", "near_both", "twins")
_VOCABULARIES: Final = ("words", "letters", "concepts")


class OldShelf(ValueError):
    """The file was written by another version of the engine."""


def pack(corpus: Corpus, about: Mapping[str, Any]) -> bytes:
    """Return a corpus and what is known about it as one file."""
    arrays: dict[str, NDArray[Any]] = {}
    for name in _MATRICES:
        rows: Matrix = getattr(corpus, name)
        arrays[f"{name}-data"] = rows.data.astype(np.float32)
        arrays[f"{name}-indices"] = rows.indices.astype(np.int32)
        arrays[f"{name}-ends"] = rows.indptr.astype(np.int64)
        arrays[f"{name}-shape"] = np.array(rows.shape)
    packed, arrays["reads-ends"] = as_lines(corpus.reads)
    arrays["reads"] = np.frombuffer(packed, np.uint8)
    words: dict[str, Any] = {}
    for name, lists in corpus.said.packed().items():
        words[f"said-{name}"], arrays[f"said-{name}-indices"], arrays[f"said-{name}-ends"] = lists
    for name in _VOCABULARIES:
        vocabulary: Vocabulary = getattr(corpus.space, name)
        words[name] = list(vocabulary.index)
        arrays[f"{name}-rarity"] = vocabulary.rarity
    arrays["scales"] = np.vstack([corpus.scale_spelled, corpus.scale_both])
    arrays["dense"] = corpus.dense.astype(np.float16)
    if corpus.meaning:
        words["meaning"] = list(corpus.meaning.index)
        arrays["meaning-rows"] = corpus.meaning.rows.astype(np.float16)
        arrays["meaning-common"] = corpus.meaning.common
    said = {
        "version": VERSION,
        "about": dict(about),
        "usual": corpus.space.usual,
        "ids": corpus.ids,
        "vocabularies": words,
        "known": {text: plain(one) for text, one in corpus.known.items()},
    }
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    arrays["said"] = np.frombuffer(text, np.uint8)
    out = BytesIO()
    np.savez(out, allow_pickle=False, **arrays)
    return out.getvalue()


def unpack(packed: bytes) -> tuple[Corpus, dict[str, Any]]:
    """Return the corpus of a file and what is known about it."""
    with np.load(BytesIO(packed), allow_pickle=False) as arrays:
        said = json.loads(arrays["said"].tobytes())
        if said["version"] != VERSION:
            raise OldShelf(str(said["version"]))
        matrices = [
            sparse.csr_matrix(
                (arrays[f"{name}-data"], arrays[f"{name}-indices"], arrays[f"{name}-ends"]),
                shape=tuple(arrays[f"{name}-shape"]),
            )
            for name in _MATRICES
        ]
        vocabularies = [
            Vocabulary(
                {word: at for at, word in enumerate(said["vocabularies"][name])},
                arrays[f"{name}-rarity"],
            )
            for name in _VOCABULARIES
        ]
        known = Said.unpacked({
            name: (
                said["vocabularies"][f"said-{name}"],
                arrays[f"said-{name}-indices"],
                arrays[f"said-{name}-ends"],
            )
            for name in ("words", "concepts")
        })  # fmt: skip
        reads = Reads(arrays["reads"].tobytes(), arrays["reads-ends"].tolist())
        scales = arrays["scales"]
        dense = arrays["dense"].astype(np.float32)
        meaning = None
        if "meaning-rows" in arrays:
            meaning = Meaning(
                {word: at for at, word in enumerate(said["vocabularies"]["meaning"])},
                arrays["meaning-rows"].astype(np.float32),
                arrays["meaning-common"],
            )
    space = Space(vocabularies[0], vocabularies[1], vocabularies[2], said["usual"])
    corpus = Corpus(
        said["ids"],
        reads,
        space,
        (matrices[0], matrices[1]),
        (matrices[2], matrices[3], matrices[4]),
        (scales[0], scales[1]),
        dense,
        meaning=meaning,
    )
    corpus.said = known
    corpus.known.update({text: from_plain(one) for text, one in said["known"].items()})
    return corpus, said["about"]
