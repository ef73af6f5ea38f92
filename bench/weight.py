"""How heavy the home page is on a phone, compressed as a browser gets it."""

import gzip
import re
import urllib.request

# What DESIGN allows, in KB compressed.
BUDGETS = {"HTML": 40, "CSS": 30, "JS": 50, "fonts": 65, "images": 0}
_ASSET = re.compile(r'(?:href|src)="(/static/[^"#]+)')


def _size(port: int, path: str) -> tuple[int, bytes]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        headers={"Accept-Encoding": "gzip", "X-Forwarded-Proto": "https", "Host": "127.0.0.1"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        body = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            return len(body), gzip.decompress(body)
        return len(body), body


def table(port: int, page: str = "/") -> str:
    """Fetch the page and everything it names once; return a table beside the budgets."""
    _length, html = _size(port, page)
    kinds = {"HTML": len(gzip.compress(html)), "CSS": 0, "JS": 0, "fonts": 0, "images": 0}
    for path in sorted(set(_ASSET.findall(html.decode()))):
        length, _body = _size(port, path)
        if path.endswith(".css"):
            kinds["CSS"] += length
        elif path.endswith(".js"):
            kinds["JS"] += length
        elif path.endswith(".woff2"):
            kinds["fonts"] += length
        else:
            kinds["images"] += length
    rows = [
        f"| {kind} | {size / 1024:.1f} | {BUDGETS[kind] or '–'} |" for kind, size in kinds.items()
    ]
    return "\n".join(
        [
            "## Weight of the home page on a phone, KB compressed",
            "",
            "| part | KB | budget |",
            "|---|---:|---:|",
            *rows,
        ]
    )
