-- Who may sign in. Not a collection: no client ever reads it.
CREATE TABLE users (
  name TEXT NOT NULL PRIMARY KEY,
  password TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
