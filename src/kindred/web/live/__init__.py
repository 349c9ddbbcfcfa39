"""Live pages: a stream of server-sent events tells an open page that what it shows has changed."""
