//! Files that hold no rows: documents, pictures and archives. Their bytes may look like the text of a list.

/// The beginnings of files, with what they are and what to do.
const KINDS: [(&[u8], &str); 9] = [
    (b"%PDF-", PDF),
    (b"\x89PNG", PICTURE),
    (b"\xFF\xD8\xFF", PICTURE),
    (b"GIF87a", PICTURE),
    (b"GIF89a", PICTURE),
    (b"\xD0\xCF\x11\xE0", XLS),
    (b"\x1F\x8B", COMPRESSED),
    (
        b"PK\x05\x06",
        "this is a ZIP archive without files: choose another file",
    ),
    (b"{\\rtf", RTF),
];
const PDF: &str = "this is a PDF file, from which no rows can be read: export the rows as CSV or .xlsx from the \
                   program that made it";
const PICTURE: &str = "this is a picture, from which no rows can be read: export the rows as CSV or .xlsx, or type \
                       them into a sheet";
const XLS: &str = "this is an old Excel file, or one with a password: save it as .xlsx without a password, or as CSV";
const COMPRESSED: &str = "this is a compressed file: unpack it, and import the file in it";
const RTF: &str = "this is a text document: save its rows as CSV or .xlsx";

/// The bytes of a file that tell what it is.
pub(super) const BEGIN: u64 = 8;

/// Refuses a file that begins like one without rows. The error says what it is and what to do.
pub(super) fn check(begin: &[u8]) -> Result<(), String> {
    let found = KINDS.iter().find(|(kind, _)| begin.starts_with(kind));
    found.map_or(Ok(()), |(_, words)| Err((*words).to_owned()))
}
