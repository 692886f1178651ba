-- Virtual time ends, and never begins again (set_virtual_time wants an empty store). Not while it lies ahead of the clock: time does not go back.
UPDATE stafet.cluster SET virtual_time = false, virtual_now = NULL WHERE virtual_time AND virtual_now <= clock_timestamp()
