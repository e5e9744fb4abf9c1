"""A stranger's code in a process of its own: what it does there cannot harm the server. docs/adr/0018-isolated.md."""
