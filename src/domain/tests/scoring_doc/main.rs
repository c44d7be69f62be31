//! Holds `docs/scoring.md` and the core together: every table of the document that begins with a
//! `<!-- table: name -->` is read here and compared with what the core computes. It fails when either
//! of the two changes alone.

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
