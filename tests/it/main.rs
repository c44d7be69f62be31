//! All integration tests, as one program: one file per subject.

mod tidy;
