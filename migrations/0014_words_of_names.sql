-- Customers are found by the beginning of any word of their name, without regard to case and accents. The words are
-- those of the statement customers_by_name: letters without accents, in lower case; punctuation separates them.

SET LOCAL statement_timeout = 0;

CREATE INDEX customers_by_name ON customers USING gin (array_to_tsvector(
    array_remove(string_to_array(regexp_replace(replace(replace(replace(replace(translate(lower(
    regexp_replace(normalize(name, NFD), U&'[!0300-!036F]+' UESCAPE '!', '', 'g') COLLATE "C"),
    'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЄҐЂЈЉЊЋЏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςØøĐđŁłıÆŒÞẞ',
    'абвгдежзиклмнопрстуфхцчшщъыьэюяієґђјљњћџαβγδεζηθικλμνξοπρστυφχψωσooddlliæœþß'),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
    U&'[!0021-!002F:-@!005B-!0060!007B-!00BF!2000-!206F!3000-!303F]+' UESCAPE '!', ' ', 'g'), ' '), '')));
