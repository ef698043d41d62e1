"""The web channel and its playground: server-rendered pages, a little script, and signals as things happen."""
