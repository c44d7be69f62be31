//! Tests of the pure core, as one program: one file per subject.

#[cfg(test)]
mod basis;
#[cfg(test)]
mod cdnow;
#[cfg(test)]
mod classes;
#[cfg(test)]
mod effort;
#[cfg(test)]
mod given;
#[cfg(test)]
mod held;
