-- SPDX-License-Identifier: EUPL-1.2
-- The key store: a database of its own, never in the same backup as the ciphertext (L12). Its loss is the loss of every body; its leak without
-- the audit store tells nothing.

CREATE SCHEMA stafet_keys;
GRANT USAGE ON SCHEMA stafet_keys TO stafet_broker;

-- One key a course and controller. `id` stands in the wraps of sealed bodies.
CREATE TABLE stafet_keys.course_key (
    course      uuid NOT NULL,
    controller  text NOT NULL,
    id          uuid NOT NULL UNIQUE,
    key         bytea NOT NULL CHECK (length(key) = 32),
    PRIMARY KEY (course, controller)
);
GRANT SELECT, INSERT ON stafet_keys.course_key TO stafet_broker;

CREATE TABLE stafet_keys.migration (
    number   integer PRIMARY KEY,
    name     text NOT NULL,
    digest   bytea NOT NULL,
    at       timestamptz NOT NULL
);
GRANT SELECT ON stafet_keys.migration TO stafet_broker;
