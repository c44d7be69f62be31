SELECT coalesce(greatest(max(version), max(first_version)), 0) FROM dirty_customers
