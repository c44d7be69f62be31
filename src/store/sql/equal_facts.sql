-- The live facts with the customers $1, months $2, times $3 and bodies $4, in order of record time.
SELECT asked.place, f.source, f.fact_id, f.label, f.record_time
FROM unnest($1::text[], $2::integer[], $3::timestamptz[], $4::text[])
     WITH ORDINALITY AS asked (customer_id, month, occur_time, body, place)
JOIN facts AS f
  ON f.customer_id = asked.customer_id AND f.month = asked.month AND f.occur_time = asked.occur_time
WHERE f.customer_id = ANY($1)
  AND f.body = asked.body::jsonb
  AND NOT EXISTS (
      SELECT FROM retractions AS r
      WHERE r.customer_id = f.customer_id AND r.source = f.source AND r.fact_id = f.fact_id
        AND r.recording = f.recording)
ORDER BY f.record_time, f.source, f.fact_id
