"""Signed packs: who vouches for the files of a plugin, and whether they still are those files.

keys → manifest of the files → envelope; and back: envelope, keyring, files → signed, or refused with the reason.
"""
