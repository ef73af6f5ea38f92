"""The newspaper of the future: tabloid pages, each a template with frames that texts must fit.

`content` is what goes in, `frames` says what lies where, `writing` makes a page of HTML, `fitting`
finds letters that fit and measures, `making` gives the PDF of all pages or of one.
"""

from publications.rendering.newspaper.making import (
    PageProof,
    lay_out_newspaper,
    page_digest,
    render_newspaper,
    render_page,
)

__all__ = ["PageProof", "lay_out_newspaper", "page_digest", "render_newspaper", "render_page"]
