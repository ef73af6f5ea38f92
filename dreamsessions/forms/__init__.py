"""What people fill in around a dream session; one module per room."""
