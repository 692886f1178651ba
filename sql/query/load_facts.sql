-- → kind, version. First in the transaction that loads the registry, under FOR SHARE so that all of it is of one version.
SELECT kind, version FROM stafet.facts ORDER BY kind FOR SHARE
