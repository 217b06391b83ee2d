//! Writes SRX 2.0.

use std::fmt::Write;

use crate::document::SrxDocument;

/// The namespace of version 2.0.
const NAMESPACE: &str = "http://www.lisa.org/srx20";

impl SrxDocument {
    /// The document as SRX 2.0, in UTF-8.
    ///
    /// Of several groups of language maps, which only version 1.0 has, the first
    /// is written. What other programs have added stays.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<srx");
        let attribute = |text: &mut String, name: &str, value: &str| {
            let _ = write!(text, " {name}=\"{}\"", escaped(value));
        };
        attribute(&mut text, "xmlns", NAMESPACE);
        for (name, value) in &self.attributes {
            attribute(&mut text, name, value);
        }
        text.push_str(" version=\"2.0\">\n");
        let _ = writeln!(
            text,
            "  <header segmentsubflows=\"{}\" cascade=\"{}\">",
            yes_no(self.segment_subflows),
            yes_no(self.cascade)
        );
        for handle in &self.format_handles {
            let _ = writeln!(
                text,
                "    <formathandle type=\"{}\" include=\"{}\"/>",
                escaped(&handle.kind),
                yes_no(handle.include)
            );
        }
        for extension in &self.header_extensions {
            let _ = writeln!(text, "    {extension}");
        }
        text.push_str("  </header>\n  <body>\n    <languagerules>\n");
        for list in &self.language_rules {
            let _ = writeln!(
                text,
                "      <languagerule languagerulename=\"{}\">",
                escaped(&list.name)
            );
            for (index, rule) in list.rules.iter().enumerate() {
                extensions(&mut text, &list.extensions, index, "        ");
                let _ = write!(text, "        <rule break=\"{}\"", yes_no(rule.is_break));
                for (name, value) in &rule.attributes {
                    attribute(&mut text, name, value);
                }
                let _ = writeln!(
                    text,
                    "><beforebreak>{}</beforebreak><afterbreak>{}</afterbreak></rule>",
                    escaped(&rule.before),
                    escaped(&rule.after)
                );
            }
            extensions(&mut text, &list.extensions, list.rules.len(), "        ");
            text.push_str("      </languagerule>\n");
        }
        text.push_str("    </languagerules>\n    <maprules>\n");
        if let Some(group) = self.map_rules.first() {
            for (index, map) in group.maps.iter().enumerate() {
                extensions(&mut text, &group.extensions, index, "      ");
                let _ = writeln!(
                    text,
                    "      <languagemap languagepattern=\"{}\" languagerulename=\"{}\"/>",
                    escaped(&map.pattern),
                    escaped(&map.rule_name)
                );
            }
            extensions(&mut text, &group.extensions, group.maps.len(), "      ");
        }
        text.push_str("    </maprules>\n  </body>\n</srx>\n");
        text
    }
}

fn extensions(text: &mut String, extensions: &[(usize, String)], index: usize, indent: &str) {
    for (_, xml) in extensions.iter().filter(|&&(at, _)| at == index) {
        let _ = writeln!(text, "{indent}{xml}");
    }
}

fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// Text with everything escaped that XML or a reader of it would change.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(escaped, "&#{};", u32::from(letter));
            }
            // XML has no way to hold these, whatever held them before.
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(letter),
        }
    }
    escaped
}
