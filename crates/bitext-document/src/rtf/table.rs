//! What control words and numbers of RTF stand for.

use encoding_rs::Encoding;

/// Destinations that hold no text of the document.
pub(super) const SKIPPED: &[&str] = &[
    "colortbl",
    "pict",
    "object",
    "themedata",
    "colorschememapping",
    "latentstyles",
    "datastore",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "xmlnstbl",
    "fldinst",
    "bkmkstart",
    "bkmkend",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "ftnsep",
    "ftnsepc",
    "aftnsep",
    "aftnsepc",
    "annotation",
    "atnid",
    "atnauthor",
    "atrfstart",
    "atrfend",
    "listtext",
    "pntext",
    "pntxta",
    "pntxtb",
    "revtbl",
    "filetbl",
    "fontemb",
    "xe",
    "tc",
    "nonshppict",
    "sp",
    "shpinst",
    "mmathPr",
    "operator",
    "company",
    "doccomm",
    "creatim",
    "revtim",
    "printim",
    "template",
    "password",
    "passwordhash",
];

/// Characters that have control words of their own.
pub(super) fn symbol(word: &str) -> Option<&'static str> {
    Some(match word {
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "~" => "\u{a0}",
        "_" => "\u{2011}",
        "tab" | "emspace" | "enspace" | "qmspace" => " ",
        "line" | "softline" | "lbr" => "\n",
        _ => return None,
    })
}

/// The encoding of a code page.
pub(super) fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        866 => "ibm866".to_owned(),
        874 | 1250..=1258 => format!("windows-{number}"),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10000 => "macintosh".to_owned(),
        10007 => "x-mac-cyrillic".to_owned(),
        20866 => "koi8-r".to_owned(),
        21866 => "koi8-u".to_owned(),
        28595 => "iso-8859-5".to_owned(),
        65001 => "utf-8".to_owned(),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// Code pages by the character set of a font, as Windows numbers them.
pub(super) fn page_of_charset(number: i32) -> Option<&'static Encoding> {
    code_page(match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
