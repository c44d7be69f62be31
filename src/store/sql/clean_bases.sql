SELECT asked.place, basis.body
FROM unnest($1::integer[], $2::smallint[], $3::text[], $4::integer[])
    WITH ORDINALITY AS asked (boundary_month, peers, model_id, model_version, place)
JOIN portfolio_bases AS basis USING (boundary_month, peers, model_id, model_version)
WHERE basis.state = 3
