"""What can be wrong with a file or a mapping, as codes that the caller translates."""

from collections.abc import Mapping as MappingType

Params = MappingType[str, str | int]


class ImportFileError(Exception):
    """Raised when nothing can be imported; `code` names why, `params` fill the sentence."""

    def __init__(self, code: str, params: Params | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, str | int] = dict(params or {})


class FileUnreadable(ImportFileError):
    """Raised for `empty`, `no_rows`, `not_a_table`, `binary`, `old_excel` or `damaged`."""


class FileRefused(ImportFileError):
    """Raised, before parsing, for a file that is too big or does more than hold cells.

    Codes: `too_large`, `too_many_rows`, `too_many_columns`, `too_many_cells`, `bomb`, `macros`,
    `external_links`.
    """


class MappingRefused(ImportFileError):
    """Raised for `no_text_column`, `unknown_column`, `unknown_role`, `bad_mapping`, ..."""
