-- $1 acting unit, $2 course, $3 as an auditor of the organisation. The consents of a course, for its holder, its authority and its auditor all, for others those of the own
-- organisation (L10). State by the store's clock.
WITH audited AS MATERIALIZED (SELECT p.id FROM stafet.party p JOIN stafet.party me ON me.organisation = p.organisation WHERE me.id = $1::text AND ($3::text)::bool)
SELECT n.id AS consent_id,
       CASE WHEN n.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN n.valid_to <= stafet.time() THEN 'ended' ELSE 'in_force' END AS state,
       n.controller, n.scope AS scopes, nullif(array_to_string(n.receivers, ', '), '') AS receivers,
       (SELECT string_agg(r.relation || ':' || r.extent, ',' ORDER BY r.place) FROM unnest(n.relations, n.extents) WITH ORDINALITY AS r(relation, extent, place)) AS relatives,
       nullif(n.form, 0) AS form, nullif(n.given_by, 0) AS given_by,
       to_char(n.given_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS given_at,
       to_char(n.valid_to AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS valid_to,
       to_char(n.withdrawn_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS withdrawn_at,
       n.number AS _cursor
  FROM stafet.course c JOIN stafet.consent n ON n.course = c.id
 WHERE c.id = ($2::text)::uuid
   AND ($1::text IN (c.holder, c.authority) OR c.authority IN (SELECT id FROM audited)
        OR n.controller = (SELECT me.organisation FROM stafet.party me WHERE me.id = $1::text))
 ORDER BY n.number
