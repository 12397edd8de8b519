"""Each stage beside its limit and its peers, measured in one run: `python -m bench`."""
