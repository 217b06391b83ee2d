//! The attributes that TMX 1.4b has, by element. What is not here may not be
//! written there, or the file is invalid and OmegaT 6.1 refuses all of it.

/// Attributes of `tu` and `tuv` that have no field of their own in a unit.
const UNIT_OR_VARIANT: [&str; 7] = [
    "o-encoding",
    "datatype",
    "usagecount",
    "lastusagedate",
    "creationtool",
    "creationtoolversion",
    "o-tmf",
];

/// Whether `name` may stand on `element` without a field of its own.
pub(super) fn is_known(element: &str, name: &str) -> bool {
    match element {
        "header" => name == "o-encoding",
        "tu" => UNIT_OR_VARIANT.contains(&name) || matches!(name, "segtype" | "srclang"),
        "tuv" => UNIT_OR_VARIANT.contains(&name),
        "prop" | "note" => matches!(name, "xml:lang" | "o-encoding"),
        "bpt" | "hi" => matches!(name, "x" | "type"),
        "it" => matches!(name, "x" | "type" | "pos"),
        "ph" => matches!(name, "x" | "type" | "assoc"),
        "ut" => name == "x",
        "sub" => matches!(name, "datatype" | "type"),
        "ude" => matches!(name, "name" | "base"),
        "map" => matches!(name, "unicode" | "code" | "ent" | "subst"),
        _ => false,
    }
}

/// Property under which an attribute goes on that TMX does not have.
pub(super) const FOREIGN_ATTRIBUTE: &str = "x-attribute-";
