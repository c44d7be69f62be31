SELECT coalesce(max(version), 0) FROM dirty_customers
