"""Codebooks and cards in the shapes of other tools. Plain data in and out; no database here."""
