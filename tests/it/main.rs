//! All integration tests, as one program: one file per subject.

#[cfg(test)]
mod demo;
