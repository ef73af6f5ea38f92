"""Lay a JSON export out as lines of cells: nested names are joined with `/`, as Decidim does."""

import json
from typing import Any

from campaigns.imports.errors import FileRefused, FileUnreadable

MAX_DEPTH = 8
_WRAPPERS = ("edges", "nodes")  # GraphQL


def read_json(text: str, *, limit: int) -> list[list[str]]:
    """Return a header and a line per object of the first list of objects in the text."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileUnreadable("not_a_table") from error
    found = _find_list(data, 0)
    if found is None:
        raise FileUnreadable("not_a_table")
    if len(found) > limit:
        raise FileRefused("too_many_rows", {"rows": len(found), "limit": limit})
    flat = [_flatten(_unwrapped(row)) for row in found]
    columns = list(dict.fromkeys(name for row in flat for name in row))
    return [columns, *([row.get(name, "") for name in columns] for row in flat)]


def _find_list(data: Any, depth: int) -> list[dict[str, Any]] | None:
    """Return the longest list of objects: exports wrap it in one or two names."""
    if isinstance(data, list):
        return data if data and all(isinstance(row, dict) for row in data) else None
    if not isinstance(data, dict) or depth > MAX_DEPTH:
        return None
    lists = [found for value in data.values() if (found := _find_list(value, depth + 1))]
    return max(lists, key=len, default=None)


def _unwrapped(row: dict[str, Any]) -> dict[str, Any]:
    node = row.get("node")
    return node if isinstance(node, dict) else row


def _flatten(value: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, cell in value.items():
        key = f"{prefix}/{name}" if prefix else str(name)
        inner = next((cell[w] for w in _WRAPPERS if w in cell), cell) if _is_dict(cell) else cell
        if _is_dict(inner) and depth < MAX_DEPTH:
            flat |= _flatten(inner, key, depth + 1)
        elif isinstance(inner, list) and inner and all(_is_dict(item) for item in inner):
            rows = [_flatten(_unwrapped(item), key, depth + 1) for item in inner[:100]]
            for column in dict.fromkeys(c for row in rows for c in row):
                flat[column] = ", ".join(row[column] for row in rows if row.get(column))
        else:
            flat[key] = _cell(inner)
    return flat


def _is_dict(value: Any) -> bool:
    return isinstance(value, dict)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(_cell(item) for item in value if item is not None)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
