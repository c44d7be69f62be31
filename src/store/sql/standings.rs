//! Pages of standings, one statement for each order. Each index of the table serves one of them.

/// A page of standings after ($6, $7). The inner limit, the largest page and one more, tells the planner
/// how little is wanted, so that it walks the index of the order.
macro_rules! page {
    ($place:literal, $after:literal, $order:literal, $condition:literal) => {
        concat!(
            "SELECT s.*, (",
            $place,
            ")::bigint AS place, c.name
            FROM (
                SELECT * FROM standings AS s
                WHERE ",
            $after,
            " AND ",
            $condition,
            "
                ORDER BY ",
            $order,
            "
                LIMIT 1001
            ) AS s
            JOIN customers AS c USING (customer_id)
            ORDER BY ",
            $order,
            "
            LIMIT $8"
        )
    };
}

/// Conditions: classes $1, points from $2 to $3, modes $4, attributes $5 and acquisition sources $9.
/// What is null or empty is no condition.
macro_rules! filtered {
    ($place:literal, $after:literal, $order:literal) => {
        page!(
            $place,
            $after,
            $order,
            "(cardinality($1::smallint[]) = 0 OR s.customer_class = ANY($1))
            AND ($2::integer IS NULL OR s.points >= $2)
            AND ($3::integer IS NULL OR s.points <= $3)
            AND (cardinality($4::smallint[]) = 0 OR s.mode = ANY($4))
            AND (($5::jsonb IS NULL AND cardinality($9::text[]) = 0) OR EXISTS (
                SELECT FROM customers AS c
                WHERE c.customer_id = s.customer_id
                  AND ($5::jsonb IS NULL OR c.attributes @> $5)
                  AND (cardinality($9::text[]) = 0 OR c.acquisition_source = ANY($9))))"
        )
    };
}

/// Conditions: those who brought anybody, and modes $4.
macro_rules! referrers {
    ($place:literal, $after:literal, $order:literal) => {
        page!(
            $place,
            $after,
            $order,
            "s.brought_count > 0 AND (cardinality($4::smallint[]) = 0 OR s.mode = ANY($4))
            AND num_nulls($1::smallint[], $2::integer, $3::integer, $5::jsonb, $9::text[]) >= 0"
        )
    };
}

pub(in crate::store) const BY_POINTS_DESC: &str = filtered!(
    "coalesce(-s.points, 1)",
    "(coalesce(-s.points, 1), s.customer_id) > ($6::bigint, $7::text)",
    "coalesce(-s.points, 1), s.customer_id"
);
pub(in crate::store) const BY_POINTS_ASC: &str = filtered!(
    "coalesce(s.points, 1001)",
    "(coalesce(s.points, 1001), s.customer_id) > ($6::bigint, $7::text)",
    "coalesce(s.points, 1001), s.customer_id"
);
pub(in crate::store) const BY_OWN_VALUE: &str = filtered!(
    "~s.own_value",
    "(~s.own_value, s.customer_id) > ($6::bigint, $7::text)",
    "~s.own_value, s.customer_id"
);
pub(in crate::store) const BY_CONTRIBUTION: &str = filtered!(
    "~s.contribution",
    "(~s.contribution, s.customer_id) > ($6::bigint, $7::text)",
    "~s.contribution, s.customer_id"
);
pub(in crate::store) const BY_CUSTOMER_ID: &str = filtered!(
    "0",
    "s.customer_id > $7::text AND $6::bigint IS NOT NULL",
    "s.customer_id"
);
pub(in crate::store) const BY_TOTAL_VALUE: &str = referrers!(
    "~s.total_value",
    "(~s.total_value, s.customer_id) > ($6::bigint, $7::text)",
    "~s.total_value, s.customer_id"
);
pub(in crate::store) const BY_BROUGHT_VALUE: &str = referrers!(
    "~s.brought_value",
    "(~s.brought_value, s.customer_id) > ($6::bigint, $7::text)",
    "~s.brought_value, s.customer_id"
);
pub(in crate::store) const BY_CREDITED_VALUE: &str = referrers!(
    "~s.credited_value",
    "(~s.credited_value, s.customer_id) > ($6::bigint, $7::text)",
    "~s.credited_value, s.customer_id"
);
pub(in crate::store) const BY_PLACES_GAINED: &str = referrers!(
    "s.rank_by_total - s.rank_by_own",
    "(s.rank_by_total - s.rank_by_own, s.customer_id) > ($6::bigint, $7::text)",
    "s.rank_by_total - s.rank_by_own, s.customer_id"
);
