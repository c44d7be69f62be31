//! Tests of the pure core, as one program: one file per subject.

#[cfg(test)]
mod cdnow;
#[cfg(test)]
mod given;
