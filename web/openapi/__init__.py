"""The OpenAPI 3.1 document: from the Cerberus schemas, the problems and a table of the routes."""

from greenlane.web.openapi.document import document

__all__ = ["document"]
