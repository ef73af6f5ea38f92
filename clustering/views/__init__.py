"""Rooms of the clustering: the board, the needs, and the public keys."""
