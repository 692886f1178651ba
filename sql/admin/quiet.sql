-- Says nothing but warnings; names are found nowhere by chance.
SET client_min_messages = warning
