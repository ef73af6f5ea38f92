"""Children's artworks for the demo campaign, drawn by code."""

from roeselare2030.demo.drawings.studio import KINDS, MOTIFS, draw

__all__ = ["KINDS", "MOTIFS", "draw"]
