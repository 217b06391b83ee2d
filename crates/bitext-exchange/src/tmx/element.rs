//! The elements of TMX.

/// An element of TMX, or another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    Tmx,
    Header,
    Body,
    Tu,
    Tuv,
    Seg,
    Prop,
    Note,
    Ude,
    Map,
    Bpt,
    Ept,
    Ph,
    It,
    Hi,
    Ut,
    Sub,
    Other,
}

impl Element {
    /// The element called `name`; in a file that writes its tags in capitals,
    /// too.
    pub(super) fn from_name(name: &str) -> Self {
        // Bytes, since comparing strings of unknown length costs a call each.
        match name.as_bytes() {
            b"tu" => Self::Tu,
            b"tuv" => Self::Tuv,
            b"seg" => Self::Seg,
            b"prop" => Self::Prop,
            b"note" => Self::Note,
            b"bpt" => Self::Bpt,
            b"ept" => Self::Ept,
            b"ph" => Self::Ph,
            b"it" => Self::It,
            b"hi" => Self::Hi,
            b"ut" => Self::Ut,
            b"sub" => Self::Sub,
            b"tmx" => Self::Tmx,
            b"header" => Self::Header,
            b"body" => Self::Body,
            b"ude" => Self::Ude,
            b"map" => Self::Map,
            _ if name.len() <= 6 && name.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                Self::from_name(&name.to_ascii_lowercase())
            }
            _ => Self::Other,
        }
    }

    /// Its name; empty for another element.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Tmx => "tmx",
            Self::Header => "header",
            Self::Body => "body",
            Self::Tu => "tu",
            Self::Tuv => "tuv",
            Self::Seg => "seg",
            Self::Prop => "prop",
            Self::Note => "note",
            Self::Ude => "ude",
            Self::Map => "map",
            Self::Bpt => "bpt",
            Self::Ept => "ept",
            Self::Ph => "ph",
            Self::It => "it",
            Self::Hi => "hi",
            Self::Ut => "ut",
            Self::Sub => "sub",
            Self::Other => "",
        }
    }
}
