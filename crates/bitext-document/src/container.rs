//! Files packed into one: ZIP containers, opened within limits.
//!
//! The one idea: **bytes count when they come out**, whatever sizes the
//! container states. All parts of a container draw from one allowance, and
//! nothing is ever written to disk, so a name in it can lead nowhere.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::fault::Fault;
use crate::markup::{Tree, parse_xml};
use crate::options::Limits;

/// An open container.
pub(crate) struct Container<'bytes> {
    archive: ZipArchive<Cursor<&'bytes [u8]>>,
    limits: Limits,
    left: u64,
}

impl<'bytes> Container<'bytes> {
    pub(crate) fn open(bytes: &'bytes [u8], limits: Limits) -> Result<Self, Fault> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
            if has_list(bytes) {
                fault(error, limits)
            } else {
                let reason = "ends without the list of its parts: it was cut short";
                Fault::damaged(Some(bytes.len()), reason)
            }
        })?;
        Ok(Self {
            archive,
            limits,
            left: limits.max_expanded_bytes,
        })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// Counts bytes that stand in a part once and come out once more.
    pub(crate) fn count(&mut self, length: usize) -> Result<(), Fault> {
        let left = self.left.checked_sub(length as u64);
        self.left = left.ok_or(Fault::Expands {
            limit: self.limits.max_expanded_bytes,
        })?;
        Ok(())
    }

    /// The bytes of a part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Vec<u8>, Fault> {
        let limits = self.limits;
        let file = self.archive.by_name(name);
        let file = file.map_err(|error| fault(error, limits).in_part(name))?;
        let mut bytes = Vec::new();
        let mut limited = file.take(self.left.saturating_add(1));
        limited.read_to_end(&mut bytes).map_err(|error| {
            Fault::damaged(None, format!("cannot be unpacked: {error}")).in_part(name)
        })?;
        drop(limited);
        self.count(bytes.len())?;
        Ok(bytes)
    }

    /// A part that is XML.
    pub(crate) fn xml(&mut self, name: &str) -> Result<Tree, Fault> {
        let bytes = self.part(name)?;
        let (text, _) = crate::encoding::decode_markup(bytes, None)?;
        parse_xml(&text, self.limits.max_depth).map_err(|fault| fault.in_part(name))
    }

    /// The same where a container may do without it.
    pub(crate) fn xml_if_there(&mut self, name: &str) -> Result<Option<Tree>, Fault> {
        if self.has(name) {
            self.xml(name).map(Some)
        } else {
            Ok(None)
        }
    }
}

/// Whether a container ends with the list of its parts, behind which stands a
/// comment at most.
fn has_list(bytes: &[u8]) -> bool {
    const COMMENT: usize = 0x1_0000 + 22;
    let tail = &bytes[bytes.len().saturating_sub(COMMENT)..];
    tail.windows(4).any(|window| window == b"PK\x05\x06")
}

fn fault(error: ZipError, limits: Limits) -> Fault {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Fault::Encrypted
        }
        ZipError::FileNotFound => Fault::damaged(None, "is missing"),
        ZipError::DecompressedSizeLimitExceeded { .. } => Fault::Expands {
            limit: limits.max_expanded_bytes,
        },
        other => Fault::damaged(None, other.to_string()),
    }
}
