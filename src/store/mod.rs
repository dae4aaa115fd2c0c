//! What is kept: migrations, SQLite and PostgreSQL behind one interface.
