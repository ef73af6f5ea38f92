"""Read a codebook, whatever shape it has."""

from clustering.interchange.codebook import BadCodebook, Entries
from clustering.interchange.refi import MOST_BYTES, read_qdc
from clustering.interchange.tables import read_codebook_table


def read_codebook(data: bytes, *, filename: str) -> Entries:
    """Return what a .qdc, CSV or XLSX codebook holds, told apart by what is in it."""
    start = data[:400].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    if start.startswith(b"<") or filename.lower().endswith(".qdc"):
        found = read_qdc(data)
    else:
        found = read_codebook_table(data, filename=filename)
    # A workbook may unpack to far more than it weighs.
    if sum(len(e.name) + len(e.description) for e in found.entries) > MOST_BYTES:
        raise BadCodebook("too_large", megabytes=MOST_BYTES // 1_000_000)
    return found
