"""Where cases are kept: one SQL database, SQLite or PostgreSQL, with every change of a case written down beside it."""
