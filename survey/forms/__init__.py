"""The shape of what people give online; one module per room."""
