"""Say in people's language what is wrong with a file or a row, and what was made of it."""

from collections.abc import Mapping as MappingType
from textwrap import shorten

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from campaigns.imports.errors import ImportFileError, Params
from campaigns.imports.mapping import ROLES, Mapping
from campaigns.imports.profiles import Recipe
from campaigns.imports.tables import Table
from campaigns.numbers import count

LONGEST = 400  # a file may have hundreds of columns to name
Sentences = MappingType[str, str | Promise]

FILE: Sentences = {
    "empty": gettext_lazy("This file is empty."),
    "no_rows": gettext_lazy("This file has a header and no rows."),
    "not_a_table": gettext_lazy("This file is no table. Choose a CSV, XLSX or JSON file."),
    "open_quotes": gettext_lazy(
        "From row %(row)s on, quotation marks open and never close. Save the file again as CSV."
    ),
    "binary": gettext_lazy(
        "This is no text and no XLSX workbook. Choose a CSV, XLSX or JSON file."
    ),
    "old_excel": gettext_lazy(
        "This is an old Excel file, or one with a password. Save it as XLSX without a password."
    ),
    "damaged": gettext_lazy("This file is damaged. Save it again and try once more."),
    "too_large": gettext_lazy(
        "This file is too large. Split it in parts of %(megabytes)s MB at most."
    ),
    "too_many_rows": gettext_lazy("This file has more than %(limit)s rows. Split it in parts."),
    "too_many_columns": gettext_lazy(
        "This file has more than %(limit)s columns. Leave out those you do not need."
    ),
    "too_many_cells": gettext_lazy(
        "This workbook has too many cells. Split it, or save it as CSV."
    ),
    "bomb": gettext_lazy(
        "This workbook unpacks to far more than a table needs. We do not open it. Save it as CSV."
    ),
    "macros": gettext_lazy(
        "This workbook contains macros. Save it as CSV, or as XLSX without them."
    ),
    "external_links": gettext_lazy("This workbook links to other files. Save it as CSV first."),
    "no_text_column": gettext_lazy(
        "We find no column with texts. Say which one it is. The columns are: %(columns)s."
    ),
    "unknown_column": gettext_lazy(
        "This file has no column “%(column)s”. The columns are: %(columns)s."
    ),
    "unknown_role": gettext_lazy("A column cannot be “%(role)s”. It can be: %(roles)s."),
    "bad_mapping": gettext_lazy(
        "We do not understand “%(part)s”. Write it like this: text=title,body;id=ref"
    ),
    "role_twice": gettext_lazy(
        "“%(role)s” is there twice. Several columns of text go together: text=title,body"
    ),
    "not_of_profile": gettext_lazy(
        "This does not look like an export of %(system)s. Let us recognise the file ourselves."
    ),
    "one_column_only": gettext_lazy("“%(role)s” can be one column only."),
}
ROW: Sentences = {
    "empty_text": gettext_lazy("There is no text in this row."),
    "too_long": gettext_lazy("The text is %(length)s characters long; %(limit)s is the most."),
    "duplicate_id": gettext_lazy("Row %(first)s has the same number: %(source_id)s."),
    "withdrawn_there": gettext_lazy("In the other system this was withdrawn. It stays out."),
    "rejected_there": gettext_lazy("In the other system this was refused. It stays out."),
    "deleted_there": gettext_lazy("In the other system this was deleted. It stays out."),
    "spam_there": gettext_lazy("The other system took this for spam. It stays out."),
    "no_consent": gettext_lazy("There is no consent in this row. The name is not kept."),
    "seed": gettext_lazy("The organisers of the other system wrote this text themselves."),
    "related": gettext_lazy("In the other system this hangs together with: %(ids)s."),
    "unreadable_place": gettext_lazy("We cannot read the place on the map. It stays empty."),
    "formula": gettext_lazy("A cell starts with =. It is taken as text, nothing is calculated."),
    "too_few_cells": gettext_lazy(
        "This row has fewer cells than the header. The others stay empty."
    ),
    "too_many_cells": gettext_lazy(
        "This row has more cells than the header. See if the text is whole."
    ),
    "unclosed_quote": gettext_lazy(
        "A quotation mark opens and does not close. See if the text is whole."
    ),
    "html": gettext_lazy("The layout (HTML) is taken out of the text."),
    "no_letters": gettext_lazy("There are no letters or digits in this text."),
    "no_id": gettext_lazy("This row has no number. We know it again by its text."),
    "id_too_long": gettext_lazy("The number of this row is very long. We shortened it."),
    "repeated_text": gettext_lazy("An earlier row has the same text. Both come in."),
    "email_left_out": gettext_lazy(
        "There is an e-mail address instead of a name. We leave it out."
    ),
    "name_shortened": gettext_lazy("The name is very long. We shortened it."),
    "unknown_language": gettext_lazy("We do not know the language that this row names."),
    "unreadable_date": gettext_lazy(
        "We cannot read the date. The day of the import takes its place."
    ),
}
TABLE: Sentences = {
    "encoding_guessed": gettext_lazy(
        "We guessed how the letters were saved (%(encoding)s). See if é, ë and ç look right."
    ),
    "name_differs": gettext_lazy("The name %(filename)s does not fit what is in the file. We read it."),
    "other_sheets": gettext_lazy("We read the first sheet only, not: %(names)s."),
    "title_line_skipped": gettext_lazy("Above the header is a title (row %(row)s). We skip it."),
    "unnamed_column": gettext_lazy("A column has no name. We call it “%(column)s”."),
    "repeated_column": gettext_lazy("Two columns have the same name. We call one of them “%(column)s”."),
    "votes_left_out": gettext_lazy(
        "Votes and likes are no scores of people here. We leave them out: %(names)s."
    ),
    "tags_left_out": gettext_lazy(
        "Themes and tags stay out, for the keys are found together: %(names)s."
    ),
    "unclosed_quote": gettext_lazy("In the header a quotation mark opens and does not close."),
}  # fmt: skip


def explain_file(error: ImportFileError) -> str:
    """Return why nothing of a file can be imported."""
    code = "open_quotes" if "row" in error.params else error.code
    return _fill(FILE[code], error.params)


def explain_row(code: str, params: Params | None = None) -> str:
    """Return what is the matter with a row."""
    return _fill(ROW[code], params or {})


def explain_table(table: Table) -> list[str]:
    """Return what a person should know of a table as a whole: the notes that are about no row."""
    rows = {row.number for row in table.rows}
    notes = [note for note in table.notes if note.number not in rows]
    return [_fill(TABLE[note.code], {"row": note.number or 1, **note.params}) for note in notes]


def explain_recipe(recipe: Recipe) -> list[str]:
    """Return which columns of a known system say nothing here, and why."""
    left_out = (("votes_left_out", recipe.votes), ("tags_left_out", recipe.tags))
    return [_fill(TABLE[code], {"names": ", ".join(names)}) for code, names in left_out if names]


def write_mapping(mapping: Mapping) -> str:
    """Return a mapping the way it is typed, ready to be changed."""
    parts = [f"text={','.join(_quoted(column) for column in mapping.text)}"]
    for role in ROLES[1:]:
        column = getattr(mapping, role)
        if column:
            parts.append(f"{'id' if role == 'source_id' else role}={_quoted(column)}")
    return ";".join(parts)


def _quoted(column: str) -> str:
    return f'"{column}"' if set(column) & set(",;=") else column


def _fill(sentence: str | Promise, params: Params) -> str:
    shown = {
        name: count(value) if isinstance(value, int) else shorten(value, LONGEST, placeholder=" …")
        for name, value in params.items()
    }
    return str(sentence) % shown
