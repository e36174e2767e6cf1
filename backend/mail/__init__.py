"""What is asked of mail's own network."""
