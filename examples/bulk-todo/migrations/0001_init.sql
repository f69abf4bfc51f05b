-- The tables of the schema, written by ferrosync. `wrangler d1 migrations apply` runs this file once.

CREATE TABLE "todos" (
  "id" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "completed" INTEGER NOT NULL DEFAULT 0,
  "created_at" INTEGER NOT NULL,
  "updated_at" INTEGER NOT NULL,
  PRIMARY KEY ("id")
) STRICT, WITHOUT ROWID;

CREATE INDEX "todos_list" ON "todos" ("created_at", "id");

CREATE TABLE "_sync_log" (
  sync_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  mid TEXT NOT NULL,
  user_id TEXT,
  digest TEXT NOT NULL,
  changes TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (sync_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE "_sync_schema" (
  version INTEGER PRIMARY KEY,
  hash TEXT NOT NULL
) STRICT;

INSERT INTO "_sync_schema" (version, hash) VALUES (1, 'e070da053f7aa485');
