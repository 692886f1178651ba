-- → every version of every route: who was asked at an earlier time can be told.
SELECT id, version, municipality, service, flow, array_to_string(paragraphs, ','), kle, array_to_string(target_groups, ','), hours, to_party, to_kind, note, valid_from, valid_to
  FROM stafet.route
