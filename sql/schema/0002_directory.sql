-- SPDX-License-Identifier: EUPL-1.2
-- The directory: what units offer, how many places are free, who gets what is sent to a service, what was sought in vain, who is there now, and what was warned of. No citizen
-- stands in any of it. Codes are those of broker/model/code_*.def; the broker lets no other in.

-- What a unit offers. Not a kind of facts: nothing on a course is decided by it, so a change makes no batch be decided again.
CREATE TABLE stafet.offer_record (
    id              text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
    party           text NOT NULL REFERENCES stafet.party,
    name            text NOT NULL CHECK (name <> ''),
    core_task       text NOT NULL CHECK (core_task <> ''),
    not_for         text NOT NULL,
    paragraphs      text[] NOT NULL,
    target_groups   text[] NOT NULL, -- FFB
    services        text[] NOT NULL, -- FFB
    deliveries      text[] NOT NULL,
    competences     text[] NOT NULL,
    performer       text NOT NULL,
    hours           text NOT NULL,   -- empty: the unit's own
    age_from        smallint NOT NULL CHECK (age_from BETWEEN 0 AND 120),
    age_to          smallint NOT NULL CHECK (age_to = 0 OR age_to BETWEEN age_from AND 120), -- included; 0 = no bound
    step            smallint NOT NULL CHECK (step BETWEEN 0 AND 9),
    acute           boolean NOT NULL,
    visitated       boolean NOT NULL, -- needs a referral
    civil_society   boolean NOT NULL,
    for_relatives   boolean NOT NULL,
    accompanied     boolean NOT NULL, -- somebody comes along the first times
    price_day       integer NOT NULL CHECK (price_day >= 0), -- øre; 0 = not said
    host            text NOT NULL,
    portal_id       text NOT NULL,
    approved_until  timestamptz,
    valid_from      timestamptz NOT NULL,
    valid_to        timestamptz CHECK (valid_to > valid_from),
    confirmed_at    timestamptz NOT NULL,
    confirmed_by    text NOT NULL,   -- unit/person
    CHECK (cardinality(paragraphs) <= 64 AND cardinality(target_groups) <= 64 AND cardinality(services) <= 64)
);
CREATE INDEX offer_record_by_party ON stafet.offer_record (party, id);
CREATE INDEX offer_record_by_confirmed ON stafet.offer_record (confirmed_at);

-- The latest figure of each offer; earlier ones stand in the journal by who told them and when.
CREATE TABLE stafet.capacity (
    offer         text PRIMARY KEY REFERENCES stafet.offer_record,
    total         integer NOT NULL CHECK (total BETWEEN 0 AND 10000),
    free          integer NOT NULL CHECK (free BETWEEN 0 AND total),
    reserved      integer NOT NULL CHECK (reserved BETWEEN 0 AND free),
    waiting_days  integer NOT NULL CHECK (waiting_days BETWEEN 0 AND 10000),
    next_free     timestamptz,
    as_of         timestamptz NOT NULL,
    told_by       text NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX capacity_by_time ON stafet.capacity (as_of);

-- Facts kind 5. A version is never changed but for its end: the next one begins there.
CREATE TABLE stafet.route (
    id             text NOT NULL CHECK (id ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
    version        integer NOT NULL CHECK (version > 0),
    municipality   text NOT NULL,
    service        text NOT NULL,
    flow           smallint NOT NULL,
    paragraphs     text[] NOT NULL,
    kle            text NOT NULL,
    target_groups  text[] NOT NULL,
    hours          text NOT NULL,
    to_party       text NOT NULL,
    to_kind        text NOT NULL,
    note           text NOT NULL,
    valid_from     timestamptz NOT NULL,
    valid_to       timestamptz CHECK (valid_to >= valid_from),
    set_at         timestamptz NOT NULL,
    set_by         text NOT NULL,
    PRIMARY KEY (id, version),
    CHECK ((to_party = '') <> (to_kind = ''))
);

-- Counts by day, of codes alone: how often it was sought, and told, that nothing is there.
CREATE TABLE stafet.unmet_demand (
    day           date NOT NULL,
    municipality  text NOT NULL,
    paragraph     text NOT NULL,
    target_group  text NOT NULL,
    need          text NOT NULL,
    searches      integer NOT NULL,
    told          integer NOT NULL,
    PRIMARY KEY (municipality, day, paragraph, target_group, need)
);

-- Which units have a session that receives, and on which broker: by unit, never by person. A row of a broker that is no more says when the unit was there last.
CREATE TABLE stafet.presence (
    party        text NOT NULL,
    incarnation  integer NOT NULL REFERENCES stafet.incarnation,
    since        timestamptz NOT NULL,
    until        timestamptz,
    PRIMARY KEY (party, incarnation)
) WITH (fillfactor = 60);

-- What a unit was warned of. The key is the compare-and-set: of two brokers the later one collides, and its journal entry with it.
CREATE TABLE stafet.warning (
    number  bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    rule    text NOT NULL,
    party   text NOT NULL,
    about   text NOT NULL,           -- an offer; empty: the unit's roster
    anchor  timestamptz NOT NULL,    -- of a gap its begin, of a record when it was confirmed
    step    smallint NOT NULL,
    due_at  timestamptz NOT NULL,
    ends_at timestamptz,             -- of a gap
    told    text NOT NULL,           -- units, comma between
    at      timestamptz NOT NULL,
    PRIMARY KEY (party, rule, about, anchor, step)
);
CREATE INDEX warning_by_time ON stafet.warning (at);

-- A unit is connected while a living broker has a session that receives for it. Life is measured by the real clock, also where time is virtual.
CREATE VIEW stafet.present AS
    SELECT p.party, bool_or(l.lives AND p.until IS NULL) AS connected, min(p.since) FILTER (WHERE l.lives AND p.until IS NULL) AS since,
           max(coalesce(p.until, CASE WHEN NOT l.lives THEN l.at END)) AS last_seen
      FROM stafet.presence p
      JOIN (SELECT i.id, h.at, NOT i.fenced AND i.ended_at IS NULL AND h.at > clock_timestamp() - interval '15 seconds' AS lives
              FROM stafet.incarnation i JOIN stafet.heartbeat h ON h.incarnation = i.id) l ON l.id = p.incarnation
     GROUP BY p.party;

GRANT SELECT ON stafet.present TO stafet_broker;
GRANT SELECT, INSERT, UPDATE ON stafet.offer_record, stafet.capacity, stafet.unmet_demand TO stafet_broker;
GRANT SELECT, INSERT ON stafet.route, stafet.warning TO stafet_broker;
GRANT UPDATE (valid_to) ON stafet.route TO stafet_broker;
GRANT SELECT, INSERT, UPDATE, DELETE ON stafet.presence TO stafet_broker;
GRANT SELECT ON stafet.offer_record, stafet.capacity, stafet.route, stafet.unmet_demand, stafet.warning TO stafet_auditor;
