"""`greenlane plugin dev`: a server that takes a plugin in again from its folder whenever a file of it changes."""
