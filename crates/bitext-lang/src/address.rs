//! Web and e-mail addresses, which are one token each.

use crate::token::{TokenKind, is_gap};

/// No longer is what stands before the `@` (RFC 5321) or `://` of an address. So
/// the words of a long run such as `a-b-c` are not looked through from each of them.
const HEAD: usize = 64;

/// A web or e-mail address at the start of `rest`, which begins with a letter.
pub(crate) fn address_length(rest: &str) -> Option<(TokenKind, usize)> {
    if rest.starts_with("www.") {
        return Some((TokenKind::Url, address_end(rest)));
    }
    let in_head = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(byte);
    let head = rest
        .bytes()
        .take(HEAD + 1)
        .position(|byte| !in_head(&byte))?;
    if head == 0 {
        return None;
    }
    let after = &rest[head..];
    if after.starts_with("://") && rest[..head].bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Some((TokenKind::Url, address_end(rest)));
    }
    if let Some(host) = after.strip_prefix('@') {
        let end = host.find(|c: char| !(c.is_alphanumeric() || ".-".contains(c)));
        let host = host[..end.unwrap_or(host.len())].trim_end_matches(['.', '-']);
        if host.contains('.') {
            return Some((TokenKind::Email, head + 1 + host.len()));
        }
    }
    None
}

/// Where an address ends: at white space or a quotation mark, less the
/// punctuation that closes the sentence around it.
fn address_end(rest: &str) -> usize {
    let stop = |c: char| is_gap(c) || "\"<>«»“”„‘’".contains(c);
    let body = &rest[..rest.find(stop).unwrap_or(rest.len())];
    body.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '…', '\''])
        .len()
        .max(1)
}
