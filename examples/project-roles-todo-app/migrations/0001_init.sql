-- The tables of the schema, written by ferrosync. `wrangler d1 migrations apply` runs this file once.

CREATE TABLE "projects" (
  "id" TEXT NOT NULL,
  "room" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  PRIMARY KEY ("room", "id")
) STRICT, WITHOUT ROWID;

CREATE TABLE "memberships" (
  "id" TEXT NOT NULL,
  "project_id" TEXT NOT NULL,
  "role" TEXT NOT NULL DEFAULT 'viewer',
  PRIMARY KEY ("project_id", "id")
) STRICT, WITHOUT ROWID;

CREATE TABLE "todos" (
  "id" TEXT NOT NULL,
  "project_id" TEXT NOT NULL,
  "author" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "completed" INTEGER NOT NULL DEFAULT 0,
  "created_at" INTEGER NOT NULL,
  "updated_at" INTEGER NOT NULL,
  PRIMARY KEY ("project_id", "id")
) STRICT;

CREATE INDEX "todos_list" ON "todos" ("project_id", "created_at", "id");

CREATE TABLE "listings" (
  "id" TEXT NOT NULL,
  "room" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "role" TEXT NOT NULL DEFAULT 'viewer',
  PRIMARY KEY ("room", "id")
) STRICT;

CREATE INDEX "listings_list" ON "listings" ("room", "name", "id");

CREATE INDEX "listings_id" ON "listings" ("id");

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

INSERT INTO "_sync_schema" (version, hash) VALUES (1, 'c75046b3f0a57204');
