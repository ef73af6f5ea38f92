"""Everything that changes on the board: cards, needs and keys."""
