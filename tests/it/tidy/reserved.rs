//! Names that generated code cannot use unchanged: keywords, and members of every generated class. No name
//! of the contract may be one of them in any language that callers use.

use std::error::Error;

use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, OneofDescriptorProto,
};

use super::{
    reading::{contract, snake_case},
    report,
};

/// Words that no field may be, as it is written in the contract or in lower camel case: keywords first;
/// then the members that win over a field of that name, or make the generator add an underscore.
const FIELDS: &[(&str, &str)] = &[
    (
        "Python",
        "and as assert async await break class continue def del elif else except finally for from \
         global if import in is lambda nonlocal not or pass raise return try while with yield self",
    ),
    (
        "TypeScript and JavaScript",
        "arguments await break case catch class const continue debugger default delete do else \
         enum eval export extends false finally for function if implements import in instanceof \
         interface let new null package private protected public return static super switch this \
         throw true try typeof undefined var void while with yield constructor hasOwnProperty \
         prototype toString valueOf",
    ),
    ("Go", "reset string descriptor proto_message proto_reflect"),
    (
        "Java",
        "class all_fields cached_size default_instance_for_type descriptor_for_type \
         initialization_error_string parser_for_type serialized_size unknown_fields",
    ),
    (
        "Kotlin",
        "as break class continue do else false for fun if in interface is null object package \
         return super this throw true try typealias typeof val var when while",
    ),
    (
        "C#",
        "calculate_size clone descriptor equals get_hash_code merge_from parser to_string types \
         write_to",
    ),
    (
        "Swift",
        "as associatedtype break case catch class continue default defer deinit do else enum \
         extension fallthrough false fileprivate for func guard if import in init inout internal \
         is let nil operator private protocol public repeat rethrows return self static struct \
         subscript super switch throw throws true try typealias var where while debug_description \
         description dynamic_type hash_value is_initialized unknown_fields",
    ),
    (
        "Rust",
        "abstract as async await become box break const continue crate do dyn else enum extern \
         false final fn for gen if impl in let loop macro match mod move mut override priv pub ref \
         return self static struct super trait true try type typeof unsafe unsized use virtual \
         where while yield",
    ),
    (
        "Ruby",
        "alias and begin break case class def defined do else elsif end ensure false for if in \
         module next nil not or redo rescue retry return self super then true undef unless until \
         when while yield clone display dup extend freeze hash inspect itself method methods \
         object_id send tap to_enum to_h to_json to_s",
    ),
    (
        "Scala",
        "abstract case catch class def do else enum export extends false final finally for given \
         if implicit import lazy match new null object override package private protected return \
         sealed super then this throw trait true try type val var while with yield companion \
         serialized_size unknown_fields",
    ),
];

/// PHP has no case in the names of classes, and refuses these as one.
const PHP_CLASSES: &str = "abstract and array as bool break callable case catch class clone const \
                           continue declare default die do echo else elseif empty enddeclare \
                           endfor endforeach endif endswitch endwhile eval exit extends false \
                           final finally float fn for foreach function global goto if implements \
                           include instanceof insteadof int interface isset iterable list match \
                           mixed namespace never new null object or parent print private protected \
                           public readonly require return self static string switch throw trait \
                           true try unset use var void while xor yield";

/// Names of types that callers of some language use without saying whose they are.
const USUAL_TYPES: &str = "Any Array Boolean Date Double Enum Error Exception Float Function \
                           Integer Iterator List Long Map None Nothing Number Object Option \
                           Promise Result Self Set Some String Symbol Type Unit Void";

/// The generators of Swift, C# and Rust drop the enum's name from its values, and callers write a value
/// after a dot, where only these mean something else.
const ENUM_VALUES: &str = "all_cases init protocol raw_value self type";

/// Taken all the same, each for a reason.
const TAKEN: &[(&str, &str)] = &[
    // The name that Google's own messages give it; Swift says `description_p`.
    ("ModelSummary.description", "Swift"),
    // A class of PHP gets the prefix PB, and no other word is the owners' own.
    ("Trait", "PHP"),
];

#[test]
fn no_name_of_the_contract_is_reserved_in_a_language_of_callers() -> Result<(), Box<dyn Error>> {
    let mut found = Vec::new();
    for file in contract()? {
        for message in &file.message_type {
            of_message(message, &mut found);
        }
        for kinds in &file.enum_type {
            of_enum(kinds, &mut found);
        }
        for rpc in file.service.iter().flat_map(|service| &service.method) {
            of_field(rpc.name(), &snake_case(rpc.name()), &mut found);
        }
    }
    let stale = TAKEN.iter().filter(|taken| {
        !found
            .iter()
            .any(|(name, language)| (name.as_str(), *language) == **taken)
    });
    let stale: Vec<String> = stale
        .map(|(name, _)| format!("{name}: gone: take it off TAKEN"))
        .collect();
    found.retain(|(name, language)| !TAKEN.contains(&(name, language)));
    let found = found
        .iter()
        .map(|(name, language)| format!("{name}: reserved in {language}: take another word"));
    report(found.chain(stale));
    Ok(())
}

/// A name, and the language that keeps it for itself.
type Found = Vec<(String, &'static str)>;

fn of_message(message: &DescriptorProto, found: &mut Found) {
    of_type(message.name(), found);
    let oneofs = message.oneof_decl.iter().map(OneofDescriptorProto::name);
    let fields = message.field.iter().map(FieldDescriptorProto::name);
    for field in fields.chain(oneofs) {
        let name = format!("{}.{field}", message.name());
        if camel(field, true) == message.name() {
            // A member of a C# class may not be named like the class.
            found.push((name.clone(), "C#"));
        }
        of_field(&name, field, found);
    }
    for nested in &message.nested_type {
        of_message(nested, found);
    }
    for nested in &message.enum_type {
        of_enum(nested, found);
    }
}

fn of_enum(kinds: &EnumDescriptorProto, found: &mut Found) {
    of_type(kinds.name(), found);
    let prefix = format!("{}_", snake_case(kinds.name())).to_uppercase();
    for value in &kinds.value {
        let short = value.name().strip_prefix(&prefix).unwrap_or(value.name());
        if is_one_of(ENUM_VALUES, &short.to_lowercase()) {
            found.push((format!("{}.{short}", kinds.name()), "Swift"));
        }
    }
}

fn of_type(name: &str, found: &mut Found) {
    if is_one_of(PHP_CLASSES, &name.to_lowercase()) {
        found.push((name.to_owned(), "PHP"));
    }
    if is_one_of(USUAL_TYPES, name) {
        found.push((name.to_owned(), "every program"));
    }
}

fn of_field(name: &str, word: &str, found: &mut Found) {
    for (language, words) in FIELDS {
        if is_one_of(words, word) || is_one_of(words, &camel(word, false)) {
            found.push((name.to_owned(), language));
        }
    }
}

fn is_one_of(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|one| one == word)
}

/// `due_date` → `dueDate`, or `DueDate`.
fn camel(snake: &str, upper_first: bool) -> String {
    let mut camel = String::new();
    for (part, at) in snake.split('_').zip(0..) {
        let mut letters = part.chars();
        let first = letters.next();
        if at > 0 || upper_first {
            camel.extend(first.into_iter().flat_map(char::to_uppercase));
        } else {
            camel.extend(first);
        }
        camel.extend(letters);
    }
    camel
}

#[test]
fn reserved_words_are_found_wherever_they_stand() {
    let found = |word: &str| {
        let mut found = Found::new();
        of_field(word, word, &mut found);
        found.len()
    };
    assert!(found("return") >= 5);
    assert!(found("trait") >= 2);
    assert_eq!(
        (found("method"), found("object_id"), found("to_string")),
        (1, 1, 2)
    );
    assert_eq!((found("comeback"), found("assessed_trait")), (0, 0));
    assert_eq!(
        (camel("due_date", false), camel("due_date", true)),
        ("dueDate".into(), "DueDate".into())
    );
}
