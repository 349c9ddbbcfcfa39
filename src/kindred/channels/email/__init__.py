"""E-mail over SMTP (RFC 5321), driven verb by verb, so that it is always known what the server may have taken."""
