//! All integration tests, as one program: one file per subject.

#[cfg(test)]
mod embedded;
#[cfg(test)]
mod support;
mod tidy;
