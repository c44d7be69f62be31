SELECT record_time, cost_micros, price_micros FROM hours ORDER BY record_time
