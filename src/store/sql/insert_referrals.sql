-- Adds referrals, one row of the arrays each. The forest is locked. $7 is the customer that the fact names.
INSERT INTO referrals (referrer_customer_id, source, fact_id, referred_customer_id, occur_time,
                       would_have_come_anyway_bps, fact_customer_id)
SELECT referrer, source, fact_id, referred, occur_time, chance, nullif(of_fact, referrer)
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::integer[], $7::text[])
    AS made (referrer, source, fact_id, referred, occur_time, chance, of_fact)
