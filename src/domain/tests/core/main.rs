//! Tests of the pure core, as one program: one file per subject.

#[cfg(test)]
mod basis;
#[cfg(test)]
mod case;
#[cfg(test)]
mod cdnow;
#[cfg(test)]
mod class_rules;
#[cfg(test)]
mod class_said;
#[cfg(test)]
mod content;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod earns;
#[cfg(test)]
mod effort;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod fate;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod forest;
#[cfg(test)]
mod generated;
#[cfg(test)]
mod given;
#[cfg(test)]
mod growth;
#[cfg(test)]
mod history;
#[cfg(test)]
mod hysteresis;
#[cfg(test)]
mod ideal;
#[cfg(test)]
mod in_force;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod moments;
#[cfg(test)]
mod money;
#[cfg(test)]
mod nice;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod others;
#[cfg(test)]
mod outlook;
#[cfg(test)]
mod own_sort;
#[cfg(test)]
mod owner;
#[cfg(test)]
mod payments_missing;
#[cfg(test)]
mod pays;
#[cfg(test)]
mod punctuality;
#[cfg(test)]
mod quiet_and_past;
#[cfg(test)]
mod ratings;
#[cfg(test)]
mod referral_figures;
#[cfg(test)]
mod score;
#[cfg(test)]
mod sentences;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod shop;
#[cfg(test)]
mod standing;
#[cfg(test)]
mod stay;
#[cfg(test)]
mod taken_back;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod value;
