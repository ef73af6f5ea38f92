"""The demo campaign: Roeselare 2030, the same every time.

`tables` reads the hand-written data, `ground` lays the campaign and its people, `ledger` everything
people gave, `results` what came of it. All random choices come from seeded generators.
"""
