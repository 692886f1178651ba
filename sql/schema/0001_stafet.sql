-- SPDX-License-Identifier: EUPL-1.2
-- The audit store. Forward only: a change is a new file. Every unique key of what belongs to a course begins with the course, so that the tables can
-- be partitioned and distributed by course without change. No column has a default time: time comes from the broker's estimate of this clock.

CREATE SCHEMA stafet;

-- ---- roles: what the network-facing process may do is said here (L11) ----
DO $roles$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['stafet_broker', 'stafet_sealer', 'stafet_auditor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', name);
        END IF;
    END LOOP;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'stafet_eraser') THEN
        CREATE ROLE stafet_eraser NOLOGIN;
    END IF;
END
$roles$;
GRANT USAGE ON SCHEMA stafet TO stafet_broker, stafet_sealer, stafet_auditor;

-- ---- the cluster and the brokers ----

-- One row. With virtual_time (tests, simulation, demo history) the time is what was last written here and nothing else.
CREATE TABLE stafet.cluster (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    id            uuid NOT NULL DEFAULT gen_random_uuid(),
    virtual_time  boolean NOT NULL DEFAULT false,
    virtual_now   timestamptz,
    CHECK (virtual_time = (virtual_now IS NOT NULL))
);
INSERT INTO stafet.cluster DEFAULT VALUES;

CREATE FUNCTION stafet.time() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT coalesce(virtual_now, clock_timestamp()) FROM stafet.cluster $$;

-- One life of one broker. A broker whose heartbeat stops is fenced by another: its batches then fail
-- and its lines are free (the check and the fence meet on this row's lock).
CREATE TABLE stafet.incarnation (
    id            integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY CHECK (id > 0),
    software      text NOT NULL,
    endpoints     text NOT NULL,
    started_at    timestamptz NOT NULL,
    ended_at      timestamptz,
    fenced        boolean NOT NULL DEFAULT false
);

-- Apart from the row above: a beat must not wait for the batches that hold it, nor they for the beat.
CREATE TABLE stafet.heartbeat (
    incarnation  integer PRIMARY KEY REFERENCES stafet.incarnation,
    at           timestamptz NOT NULL
) WITH (fillfactor = 20);

-- ---- facts: what is not a course's own. A batch checks under FOR SHARE that what it was decided by still stands ----
CREATE TABLE stafet.facts (
    kind     smallint PRIMARY KEY,
    name     text NOT NULL UNIQUE,
    version  bigint NOT NULL DEFAULT 1
);
INSERT INTO stafet.facts (kind, name) VALUES
    (0, 'party'), (1, 'person'), (2, 'key'), (3, 'roster'), (4, 'consent'), (5, 'route'), (6, 'rule');

CREATE TABLE stafet.party (
    id                text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9._-]{0,39}$' AND id <> 'stafet'),
    kind              text NOT NULL,
    name              text NOT NULL,
    organisation      text NOT NULL CHECK (organisation ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
    municipality      text NOT NULL,
    cvr               text NOT NULL DEFAULT '',
    sor               text NOT NULL DEFAULT '',
    gln               text NOT NULL DEFAULT '',
    may_hold          boolean NOT NULL,
    around_the_clock  boolean NOT NULL,
    cover             text NOT NULL DEFAULT '',
    fallback          text NOT NULL DEFAULT '',
    phone             text NOT NULL DEFAULT '',
    valid_from        timestamptz,
    valid_to          timestamptz,
    CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from)
);

CREATE TABLE stafet.person (
    id          text NOT NULL CHECK (id ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
    party       text NOT NULL REFERENCES stafet.party,
    name        text NOT NULL,
    role        smallint NOT NULL CHECK (role BETWEEN 1 AND 5),
    phone       text NOT NULL DEFAULT '',
    valid_from  timestamptz,
    valid_to    timestamptz,
    PRIMARY KEY (party, id),
    CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from)
);

CREATE TABLE stafet.grant_key (
    public_key  bytea NOT NULL CHECK (length(public_key) = 32),
    party       text NOT NULL REFERENCES stafet.party,
    rights      integer NOT NULL CHECK (rights BETWEEN 1 AND 31),
    label       text NOT NULL DEFAULT '',
    revoked_at  timestamptz,
    PRIMARY KEY (public_key, party)
);

CREATE TABLE stafet.roster (
    party   text NOT NULL REFERENCES stafet.party,
    role    smallint NOT NULL CHECK (role BETWEEN 1 AND 3),
    person  text NOT NULL,
    begins  timestamptz NOT NULL,
    ends    timestamptz NOT NULL CHECK (ends > begins),
    PRIMARY KEY (party, role, person, begins),
    FOREIGN KEY (party, person) REFERENCES stafet.person (party, id)
);

-- Deadline rules as a municipality has changed them. Versions are added and never changed: a clock keeps the one it was started by, and old figures theirs. Two people each.
CREATE TABLE stafet.deadline_rule (
    rule           text NOT NULL,
    municipality   text NOT NULL,
    paragraph      text NOT NULL,              -- '' = any
    priority       smallint NOT NULL CHECK (priority BETWEEN 0 AND 3), -- 0 = any
    amount         integer NOT NULL CHECK (amount > 0),
    unit           text NOT NULL,
    valid_from     timestamptz NOT NULL,
    version        integer NOT NULL CHECK (version > 0),
    changed_by     text NOT NULL,
    second_person  text NOT NULL,
    PRIMARY KEY (rule, municipality, version),
    CHECK (changed_by <> second_person)
);

-- ---- courses: the row changes when holder, duty or a flow's state changes, never for a message alone ----
CREATE TABLE stafet.course (
    id              uuid PRIMARY KEY,
    is_open         boolean NOT NULL,
    municipality    text NOT NULL,
    authority       text NOT NULL CHECK (authority <> ''),
    desk            text NOT NULL CHECK (desk <> ''),
    holder          text NOT NULL,
    duty            smallint NOT NULL CHECK (duty IN (1, 2, 3)),           -- held, offered, ended
    duty_epoch      bigint NOT NULL CHECK (duty_epoch > 0),
    contact_person  text NOT NULL DEFAULT '',
    confidential    boolean NOT NULL DEFAULT false,
    opened_at       timestamptz NOT NULL,
    deadline_next   integer NOT NULL,
    changed_seq     bigint NOT NULL,
    moved_to        text NOT NULL DEFAULT '',                              -- the municipality that is to act from now (RSL § 9)
    covering        text NOT NULL DEFAULT '',                              -- who covers tonight, until cover_until
    cover_until     timestamptz,
    CHECK (is_open = (duty <> 3)),
    CHECK (is_open = (holder <> ''))                                       -- L2
) WITH (fillfactor = 80);
CREATE INDEX course_by_holder ON stafet.course (holder, id) WHERE is_open;
CREATE INDEX course_by_municipality ON stafet.course (municipality, id) WHERE is_open;

-- The open offer of the responsibility; L2: at most one a course.
CREATE TABLE stafet.offer (
    course      uuid NOT NULL,
    epoch       bigint NOT NULL,
    id          uuid NOT NULL,
    flow        uuid NOT NULL,
    offered_to  text[] NOT NULL CHECK (cardinality(offered_to) BETWEEN 1 AND 8),
    made_at     timestamptz NOT NULL,
    accept_by   timestamptz NOT NULL,
    is_open     boolean NOT NULL,
    PRIMARY KEY (course, epoch)
);
CREATE UNIQUE INDEX offer_one_open ON stafet.offer (course) WHERE is_open;

CREATE TABLE stafet.flow (
    course            uuid NOT NULL,
    id                uuid NOT NULL,
    kind              smallint NOT NULL,
    state             smallint NOT NULL,
    state_before      smallint NOT NULL,
    is_open           boolean NOT NULL,
    opened_by         text NOT NULL,
    opened_seq        bigint NOT NULL,
    opened_name       bytea NOT NULL,
    opened_at         timestamptz NOT NULL,
    changed_at        timestamptz NOT NULL,
    opened_course     boolean NOT NULL,
    awaited           text NOT NULL,
    awaited_role      smallint NOT NULL,
    priority          smallint NOT NULL,
    flags             integer NOT NULL,
    attempts          integer NOT NULL,
    first_attempt_at  timestamptz,
    last_attempt_at   timestamptz,
    asked             text[] NOT NULL,
    said              smallint[] NOT NULL,   -- of each that is asked: 0 nothing yet, 1 no, 2 yes
    -- of a handover
    transition        smallint NOT NULL,
    giver             text NOT NULL,
    taker             text NOT NULL,
    overrider         text NOT NULL,
    planned_at        timestamptz,
    returns           uuid NOT NULL,
    returned          integer NOT NULL,
    followed_up_days  smallint NOT NULL,
    package           uuid NOT NULL,
    -- of the other flows, in the words of each
    other             text NOT NULL,
    linked            uuid NOT NULL,
    paragraph         text NOT NULL,
    ends_at           timestamptz,
    marks             integer NOT NULL,
    past              smallint[] NOT NULL,   -- events that can be taken back: type and the state before, by turns
    PRIMARY KEY (course, id),
    CHECK (NOT is_open OR awaited <> '')
) WITH (fillfactor = 80);
CREATE INDEX flow_by_awaited ON stafet.flow (awaited, course) WHERE is_open;

-- L5: every open state has its rows here. fire_at is the next ladder step; due_at stays the true due time.
CREATE TABLE stafet.deadline (
    course        uuid NOT NULL,
    number        integer NOT NULL,
    rule          text NOT NULL,
    flow          uuid NOT NULL,
    action        text NOT NULL,
    anchor_at     timestamptz NOT NULL,
    due_at        timestamptz NOT NULL,
    fire_at       timestamptz NOT NULL,
    step          integer NOT NULL,
    priority      smallint NOT NULL,
    awaited       text NOT NULL,
    -- while it stands still for the citizen's own reasons; paused_ms is how long it has before
    pause         smallint NOT NULL,
    paused_at     timestamptz,
    paused_until  timestamptz,
    paused_ms     bigint NOT NULL,
    version       integer NOT NULL,   -- of the municipality's rule that it was started by; 0 = as built in
    PRIMARY KEY (course, number),
    CHECK ((pause = 0) = (paused_at IS NULL) AND (pause = 0) = (paused_until IS NULL))
);
CREATE INDEX deadline_by_time ON stafet.deadline (fire_at);

CREATE TABLE stafet.involved (
    course     uuid NOT NULL,
    party      text NOT NULL,
    since_seq  bigint NOT NULL,
    until_seq  bigint NOT NULL,
    PRIMARY KEY (course, party)
);
CREATE INDEX involved_by_party ON stafet.involved (party, course);

-- What the citizen lets one controller tell others (L13), by the number it has in its course. Part of the course's state: whoever decides on an older one collides on its
-- log. Codes, times and organisations alone: what was said and who the relatives are is sealed in the message.
CREATE TABLE stafet.consent (
    course        uuid NOT NULL,
    number        integer NOT NULL CHECK (number > 0),
    id            text NOT NULL CHECK (id ~ '^[A-Za-z0-9._-]{1,36}$'),
    controller    text NOT NULL,
    scope         integer NOT NULL,
    receivers     text[] NOT NULL,
    relations     smallint[] NOT NULL,
    extents       smallint[] NOT NULL,
    form          smallint NOT NULL,
    given_by      smallint NOT NULL,
    given_at      timestamptz NOT NULL,
    valid_to      timestamptz NOT NULL,   -- none is open-ended
    withdrawn_at  timestamptz,
    PRIMARY KEY (course, number),
    UNIQUE (course, id),
    CHECK (cardinality(relations) = cardinality(extents))
);

-- ---- the log ----

-- One row a transaction: its entries' hashes in order are the Merkle leaves, in the order of the transactions' xids without a gap.
CREATE TABLE stafet.batch (
    id      bigint PRIMARY KEY,
    xid     xid8 NOT NULL DEFAULT pg_current_xact_id(),
    leaves  bytea NOT NULL CHECK (length(leaves) > 0 AND length(leaves) % 32 = 0)
);

ALTER TABLE stafet.batch ALTER COLUMN leaves SET STORAGE EXTERNAL;

-- `entry` is what was hashed; `body` is sealed; the primary key is the compare-and-set of the whole system.
CREATE TABLE stafet.entry (
    course  uuid NOT NULL,
    seq     bigint NOT NULL CHECK (seq > 0),
    batch   bigint NOT NULL,
    at      timestamptz NOT NULL,
    leaf    smallint NOT NULL,
    kind    smallint NOT NULL CHECK (kind BETWEEN 1 AND 4),
    type    smallint NOT NULL,
    party   text NOT NULL,
    name    bytea NOT NULL,
    hash    bytea NOT NULL CHECK (length(hash) = 32),
    entry   bytea NOT NULL,
    body    bytea,
    PRIMARY KEY (course, seq)
) WITH (toast_tuple_target = 8160, autovacuum_vacuum_insert_scale_factor = 0.5);
ALTER TABLE stafet.entry ALTER COLUMN entry SET STORAGE MAIN;
ALTER TABLE stafet.entry ALTER COLUMN body SET STORAGE EXTERNAL; -- ciphertext does not compress

-- A message that was annulled: its body is shown to nobody any more.
CREATE TABLE stafet.hidden (
    course  uuid NOT NULL,
    name    bytea NOT NULL,
    seq     bigint NOT NULL,
    PRIMARY KEY (course, name)
);

-- How each accepted package answered its standard, by section: counts alone, of items that are mandatory in its case. What was answered is sealed.
CREATE TABLE stafet.answer_count (
    course            uuid NOT NULL,
    seq               bigint NOT NULL,
    section           smallint NOT NULL CHECK (section BETWEEN 1 AND 18),
    party             text NOT NULL,
    standard          text NOT NULL, -- name and version: planned.1
    answered          smallint NOT NULL,
    not_relevant      smallint NOT NULL,
    unknown           smallint NOT NULL,
    citizen_declines  smallint NOT NULL,
    blank             smallint NOT NULL,
    PRIMARY KEY (course, seq, section)
);
CREATE INDEX answer_count_by_party ON stafet.answer_count (party, standard, section);

-- What each entry counts for the figures: the unit, what, how long. Never a person. 1 message, 2 state entered, 3 waited, 4 deadline broken.
CREATE TABLE stafet.measure (
    course        uuid NOT NULL,
    seq           bigint NOT NULL,
    number        smallint NOT NULL,
    at            timestamptz NOT NULL,
    municipality  text NOT NULL,
    party         text NOT NULL,
    kind          smallint NOT NULL CHECK (kind BETWEEN 1 AND 4),
    code          integer NOT NULL,      -- message type, or state
    value         integer NOT NULL,      -- coded outcome or reason
    rule          text NOT NULL,
    priority      smallint NOT NULL,
    gross_ms      bigint NOT NULL,
    paused_ms     bigint NOT NULL,
    is_late       boolean NOT NULL,
    PRIMARY KEY (course, seq, number)
);
CREATE INDEX measure_by_unit ON stafet.measure (party, at);

-- What does not change a course: looks, acknowledgements, attempts, denials, administration. A broker has one chain for each of its connections, so
-- that a transaction that fails leaves no gap; where an outcome is unknown a new chain begins.
CREATE TABLE stafet.journal (
    chain        uuid NOT NULL,
    incarnation  integer NOT NULL,
    seq          bigint NOT NULL CHECK (seq > 0),
    batch        bigint NOT NULL,
    at           timestamptz NOT NULL,
    leaf         smallint NOT NULL,
    kind         smallint NOT NULL CHECK (kind >= 10),
    course       uuid,
    hash         bytea NOT NULL CHECK (length(hash) = 32),
    entry        bytea NOT NULL,
    PRIMARY KEY (chain, seq)
);
ALTER TABLE stafet.journal ALTER COLUMN entry SET STORAGE EXTERNAL; -- ids and hashes do not compress
CREATE INDEX journal_looks ON stafet.journal (course, at) WHERE kind = 11 AND course IS NOT NULL;

CREATE FUNCTION stafet.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log cannot be rewritten (L11)' USING ERRCODE = 'ST011'; END $$;
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stafet.entry FOR EACH STATEMENT EXECUTE FUNCTION stafet.refuse_change();
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stafet.journal FOR EACH STATEMENT EXECUTE FUNCTION stafet.refuse_change();
CREATE TRIGGER answer_count_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stafet.answer_count FOR EACH STATEMENT EXECUTE FUNCTION stafet.refuse_change();
CREATE TRIGGER measure_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stafet.measure FOR EACH STATEMENT EXECUTE FUNCTION stafet.refuse_change();
CREATE TRIGGER deadline_rule_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stafet.deadline_rule FOR EACH STATEMENT EXECUTE FUNCTION stafet.refuse_change();
CREATE TRIGGER batch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stafet.batch FOR EACH STATEMENT EXECUTE FUNCTION stafet.refuse_change();

-- ---- delivery: inserted with its broker, deleted when acknowledged ----
CREATE TABLE stafet.delivery (
    party        text NOT NULL,
    course       uuid NOT NULL,
    seq          bigint NOT NULL,
    incarnation  integer NOT NULL, -- 0 = nobody's yet
    sent_count   integer NOT NULL,
    PRIMARY KEY (course, seq, party)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX delivery_unclaimed ON stafet.delivery (party, course, seq) WHERE incarnation = 0;

-- Claims of one unit's lines stand in line here, so that two brokers never split one line.
CREATE TABLE stafet.claim (
    party  text PRIMARY KEY
);

CREATE TABLE stafet.undeliverable (
    party   text NOT NULL,
    course  uuid NOT NULL,
    seq     bigint NOT NULL,
    at      timestamptz NOT NULL,
    status  integer NOT NULL,
    PRIMARY KEY (course, seq, party)
);

-- ---- checks that raise: in a pipeline an empty result would run on ----

-- ST003 this broker is fenced; ST002 facts moved; ST004 the clock is off. Gives this clock.
CREATE FUNCTION stafet.assert_batch(p_incarnation integer, p_at timestamptz, p_kinds smallint[], p_versions bigint[]) RETURNS timestamptz
LANGUAGE plpgsql AS $$
DECLARE
    moved boolean;
    store_at timestamptz;
BEGIN
    PERFORM FROM stafet.incarnation WHERE id = p_incarnation AND NOT fenced AND ended_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this broker is fenced' USING ERRCODE = 'ST003';
    END IF;
    PERFORM FROM stafet.facts WHERE kind = ANY (p_kinds) ORDER BY kind FOR SHARE;
    SELECT count(*) <> cardinality(p_kinds) INTO moved
      FROM unnest(p_kinds, p_versions) AS u(kind, version) JOIN stafet.facts f ON f.kind = u.kind AND f.version = u.version;
    IF moved THEN
        RAISE EXCEPTION 'facts moved' USING ERRCODE = 'ST002';
    END IF;
    store_at := stafet.time();
    IF abs(extract(epoch FROM store_at - p_at)) > 1 THEN
        RAISE EXCEPTION 'the broker''s clock is off' USING ERRCODE = 'ST004';
    END IF;
    RETURN store_at;
END
$$;

-- ST001 a predecessor is not what was decided on. The primary key refuses a taken seq, this a missing one.
CREATE FUNCTION stafet.assert_heads(p_courses uuid[], p_seqs bigint[], p_hashes bytea[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    found bigint;
BEGIN
    SELECT count(*) INTO found
      FROM unnest(p_courses, p_seqs, p_hashes) AS u(course, seq, hash)
      JOIN stafet.entry e ON e.course = u.course AND e.seq = u.seq
     WHERE e.hash = u.hash;
    IF found <> cardinality(p_courses) THEN
        RAISE EXCEPTION 'a head moved' USING ERRCODE = 'ST001';
    END IF;
END
$$;

-- ---- grants ----
GRANT SELECT ON stafet.cluster TO stafet_broker, stafet_auditor, stafet_sealer;
GRANT UPDATE (virtual_now) ON stafet.cluster TO stafet_broker; -- where time is real, the check of the table stands before it
GRANT SELECT, INSERT, UPDATE ON stafet.incarnation, stafet.heartbeat TO stafet_broker;
GRANT SELECT ON stafet.facts, stafet.party, stafet.person, stafet.grant_key, stafet.roster TO stafet_broker;
GRANT UPDATE (version) ON stafet.facts TO stafet_broker;
GRANT INSERT, UPDATE ON stafet.party, stafet.person, stafet.roster TO stafet_broker;
GRANT INSERT ON stafet.grant_key TO stafet_broker;
GRANT SELECT, INSERT ON stafet.deadline_rule TO stafet_broker;
GRANT SELECT ON stafet.deadline_rule TO stafet_auditor;
GRANT UPDATE (rights, label, revoked_at) ON stafet.grant_key TO stafet_broker;
GRANT SELECT, INSERT, UPDATE ON stafet.course, stafet.offer, stafet.flow, stafet.involved TO stafet_broker;
GRANT SELECT, INSERT, UPDATE, DELETE ON stafet.deadline, stafet.consent, stafet.delivery, stafet.claim TO stafet_broker;
GRANT SELECT, INSERT ON stafet.batch, stafet.entry, stafet.journal, stafet.hidden, stafet.undeliverable, stafet.answer_count, stafet.measure TO stafet_broker;
GRANT SELECT ON stafet.batch, stafet.entry, stafet.journal TO stafet_sealer;

-- Auditors see who did what and when, never bodies.
CREATE VIEW stafet.entry_metadata AS
    SELECT course, seq, batch, leaf, at, kind, type, party, hash, entry FROM stafet.entry;
GRANT SELECT ON stafet.entry_metadata, stafet.journal, stafet.course, stafet.flow, stafet.deadline, stafet.incarnation, stafet.answer_count, stafet.measure TO stafet_auditor;

CREATE TABLE stafet.migration (
    number   integer PRIMARY KEY,
    name     text NOT NULL,
    digest   bytea NOT NULL,
    at       timestamptz NOT NULL
);
GRANT SELECT ON stafet.migration TO stafet_broker, stafet_auditor, stafet_sealer;
