-- Updates the announced class of the standings $1. Where $2 is true, the current class becomes the
-- announced one. Otherwise differs_since becomes $4, unless it is set already. $3 is the number of changes
-- so far.
UPDATE standings AS standing
SET announced_class = CASE WHEN kept.announce THEN standing.customer_class ELSE standing.announced_class END,
    announced_points = CASE WHEN kept.announce THEN standing.points ELSE standing.announced_points END,
    change_number = kept.change_number,
    differs_since = CASE WHEN NOT kept.announce THEN coalesce(standing.differs_since, $4) END
FROM unnest($1::text[], $2::boolean[], $3::bigint[]) AS kept (customer_id, announce, change_number)
WHERE standing.customer_id = kept.customer_id
