-- $1 courses whose offer changed: what was open is closed before the new one is written.
UPDATE stafet.offer SET is_open = false WHERE course = ANY ($1::uuid[]) AND is_open
