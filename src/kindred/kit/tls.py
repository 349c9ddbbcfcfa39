"""How this side of a TLS connection behaves: certificates are always checked."""

import ssl
from functools import cache

import certifi


@cache
def tls_context() -> ssl.SSLContext:
    """Return the settings of every outgoing TLS connection.

    The system's certificate authorities count, and those of the file named by SSL_CERT_FILE (for an authority of your
    own); certifi's stand in where a slim system has none.
    """
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        context.load_verify_locations(certifi.where())
    return context
