-- Customers whose name has, for each word of $1, a word that begins with it; their id is $2 or more, is below $3
-- unless that is null, and comes after $4. Merged ids only if $6. At most $5, in the order of ids. The words of a name are the expression of
-- the index customers_by_name. Ids are compared as an expression, because their index would lead past all others.
SELECT customer.* FROM customers AS customer
WHERE array_to_tsvector(
    array_remove(string_to_array(regexp_replace(replace(replace(replace(replace(translate(lower(
    regexp_replace(normalize(customer.name, NFD), U&'[!0300-!036F]+' UESCAPE '!', '', 'g') COLLATE "C"),
    'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЄҐЂЈЉЊЋЏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςØøĐđŁłıÆŒÞẞ',
    'абвгдежзиклмнопрстуфхцчшщъыьэюяієґђјљњћџαβγδεζηθικλμνξοπρστυφχψωσooddlliæœþß'),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
    U&'[!0021-!002F:-@!005B-!0060!007B-!00BF!2000-!206F!3000-!303F]+' UESCAPE '!', ' ', 'g'), ' '), ''))
  @@ ('''' || array_to_string(nullif(
    array_remove(string_to_array(regexp_replace(replace(replace(replace(replace(translate(lower(
    regexp_replace(normalize($1, NFD), U&'[!0300-!036F]+' UESCAPE '!', '', 'g') COLLATE "C"),
    'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЄҐЂЈЉЊЋЏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςØøĐđŁłıÆŒÞẞ',
    'абвгдежзиклмнопрстуфхцчшщъыьэюяієґђјљњћџαβγδεζηθικλμνξοπρστυφχψωσooddlliæœþß'),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
    U&'[!0021-!002F:-@!005B-!0060!007B-!00BF!2000-!206F!3000-!303F]+' UESCAPE '!', ' ', 'g'), ' '), ''),
    '{}'), ''':* & ''') || ''':*')::tsquery
  AND (customer.customer_id || '') COLLATE "C" >= $2
  AND ($3::text IS NULL OR (customer.customer_id || '') COLLATE "C" < $3)
  AND (customer.customer_id || '') COLLATE "C" > $4
  AND ($6 OR NOT EXISTS (SELECT FROM merged_customers AS merged WHERE merged.customer_id = customer.customer_id))
ORDER BY (customer.customer_id || '') COLLATE "C"
LIMIT $5
