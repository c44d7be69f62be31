SELECT max(forest_time) FROM standings
