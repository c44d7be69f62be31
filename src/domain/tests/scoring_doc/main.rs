//! Compares `docs/scoring.md` with the core. Every table of the document that begins with a `<!-- table: name
//! -->` is read here and compared with the results of the core. The tests fail if either of the two changes
//! alone.

#[cfg(test)]
mod answer;
#[cfg(test)]
mod document;
#[cfg(test)]
mod example;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod models;
#[cfg(test)]
mod own;
#[cfg(test)]
mod prose;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod small;
#[cfg(test)]
mod sums;
