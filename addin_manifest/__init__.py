"""The Outlook add-in: data files read through importlib.resources."""
