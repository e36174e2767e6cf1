"""The PostgreSQL engines of the store and of the key store."""
