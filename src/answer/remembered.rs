//! A small memory: what was not asked for the longest is forgotten first.

use std::collections::BTreeMap;

/// Holds so many values and no more.
#[derive(Debug)]
pub(super) struct Remembered<K, V> {
    most: usize,
    /// Counts up with every use.
    uses: u64,
    values: BTreeMap<K, (u64, V)>,
}

impl<K: Clone + Ord, V> Remembered<K, V> {
    /// An empty memory for at most `most` values.
    pub(super) fn of(most: usize) -> Self {
        Self {
            most,
            uses: 0,
            values: BTreeMap::new(),
        }
    }

    /// The value of `key`, if it is remembered.
    pub(super) fn get(&mut self, key: &K) -> Option<&V> {
        self.uses += 1;
        let uses = self.uses;
        self.values.get_mut(key).map(|(used, value)| {
            *used = uses;
            &*value
        })
    }

    /// Remembers `value`.
    pub(super) fn put(&mut self, key: K, value: V) {
        self.uses += 1;
        self.values.insert(key, (self.uses, value));
        if self.values.len() > self.most {
            let oldest = self.values.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                self.values.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_the_longest_is_forgotten_first() {
        let mut remembered = Remembered::of(2);
        remembered.put(2, "two");
        remembered.put(3, "three");
        assert_eq!(remembered.get(&2), Some(&"two"));
        remembered.put(1, "one");
        assert_eq!(remembered.get(&1), Some(&"one"), "what just came stays");
        assert_eq!(remembered.get(&2), Some(&"two"));
        assert_eq!(remembered.get(&3), None);
    }
}
