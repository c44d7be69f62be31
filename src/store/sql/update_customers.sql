-- Writes customers' own fields, one row of the arrays each, and appends them to their versions. The
-- customers are locked. $9 is added to the revision: 0 for a customer just created, else 1.
WITH given AS (
    SELECT *
    FROM unnest($1::text[], $2::text[], $3::smallint[], $4::date[], $5::text[], $6::smallint[],
                $7::text[], $8::boolean[], $9::bigint[])
         AS t (customer_id, name, kind, onboard_date, acquisition_source, buys_as, attributes, prospect,
               step)
), written AS (
    UPDATE customers
    SET name = given.name,
        kind = given.kind,
        onboard_date = given.onboard_date,
        acquisition_source = given.acquisition_source,
        buys_as = given.buys_as,
        attributes = given.attributes::jsonb,
        prospect = given.prospect,
        revision = customers.revision + given.step,
        update_time = $10
    FROM given
    WHERE customers.customer_id = given.customer_id
      AND customers.customer_id = ANY($1)
    RETURNING customers.*
), versions AS (
    INSERT INTO customer_versions (customer_id, revision, record_time, name, kind, onboard_date,
                                   acquisition_source, buys_as, attributes, prospect)
    SELECT customer_id, revision, $10, name, kind, onboard_date, acquisition_source, buys_as, attributes,
           prospect
    FROM written
)
SELECT customer_id, name, kind, onboard_date, acquisition_source, buys_as, attributes, prospect,
       revision, create_time, update_time
FROM written
