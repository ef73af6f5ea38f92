"""The paper-cut illustration kit: deterministic SVG, cut by code, no bitmaps.

`paper` cuts curves, `symbols` the keys and icons, `scenery` the city and the sky,
`people` the long table. Everything is seeded, so the same picture comes out every time.
"""
