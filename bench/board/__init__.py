"""The board with many hands: what each sees of the others, what it costs, how fast it answers."""
