//! Tables of words between texts: each text has one for itself.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

use super::FormTable;

/// The tables of one language that no text has at the moment.
#[derive(Default)]
pub(crate) struct FormTables {
    free: Mutex<Vec<FormTable>>,
}

impl FormTables {
    /// A table for a text.
    pub(crate) fn lend(self: &Arc<Self>) -> Lent {
        let free = self
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut table = free.unwrap_or_default();
        table.begin_text();
        Lent {
            table,
            owner: Arc::clone(self),
        }
    }
}

/// A table that goes back to where it came from.
pub(crate) struct Lent {
    table: FormTable,
    owner: Arc<FormTables>,
}

impl Deref for Lent {
    type Target = FormTable;

    fn deref(&self) -> &FormTable {
        &self.table
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut FormTable {
        &mut self.table
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let table = std::mem::take(&mut self.table);
        let mut free = self
            .owner
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        free.push(table);
    }
}
