-- The keys among $1, $2, $3 that exist as facts, and the times of their retractions. Where $4 is true, the
-- whole fact. The newest recording under a key comes last.
SELECT asked.place, f.content_hash, r.record_time AS retract_time,
       CASE WHEN asked.whole THEN f.occur_time END AS occur_time,
       CASE WHEN asked.whole THEN f.body END AS body, f.recording
FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[])
     WITH ORDINALITY AS asked (customer_id, source, fact_id, whole, place)
JOIN facts AS f
  ON f.customer_id = asked.customer_id AND f.source = asked.source AND f.fact_id = asked.fact_id
LEFT JOIN retractions AS r
  ON r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
  AND r.recording = f.recording
ORDER BY f.recording
