-- Adds referrals, one row of the arrays each. The forest is locked.
INSERT INTO referrals (referrer_customer_id, source, fact_id, referred_customer_id, occur_time,
                       would_have_come_anyway_bps)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::integer[])
