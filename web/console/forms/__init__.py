"""Forms made of Cerberus schemas: a schema and an entry → fields; what was posted → the entry again.

Names of fields are JSON pointers into the entry (RFC 6901). What a name needs beyond that follows a `#`.
"""
