DELETE FROM class_changes WHERE record_time < clock_timestamp() - interval '90 days'
