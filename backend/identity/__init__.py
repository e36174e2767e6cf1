"""Who is asking: verified identity tokens of Entra and Google, nothing else."""
