"""What Candor must do, said as sentences."""
