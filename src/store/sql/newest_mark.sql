SELECT coalesce(pg_sequence_last_value('dirty_customers_version'), 0)
