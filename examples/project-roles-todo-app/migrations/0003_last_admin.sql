-- A project keeps an admin, also where two of them dismiss each other in the same moment.
-- (A migration that makes the table "memberships" anew takes its triggers with it: repeat them there.)
CREATE TRIGGER last_admin_stays BEFORE DELETE ON memberships
WHEN OLD.role = 'admin' AND NOT EXISTS (
  SELECT 1 FROM memberships WHERE project_id = OLD.project_id AND id <> OLD.id AND role = 'admin'
)
BEGIN
  SELECT RAISE(ABORT, 'a project needs an admin');
END;

CREATE TRIGGER last_admin_stays_admin BEFORE UPDATE OF role ON memberships
WHEN OLD.role = 'admin' AND NEW.role <> 'admin' AND NOT EXISTS (
  SELECT 1 FROM memberships WHERE project_id = OLD.project_id AND id <> OLD.id AND role = 'admin'
)
BEGIN
  SELECT RAISE(ABORT, 'a project needs an admin');
END;
