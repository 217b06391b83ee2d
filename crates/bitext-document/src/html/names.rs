//! What the names of elements and a few words say (`data/html-boilerplate.txt`).

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::markup::Element;

struct Lists {
    boilerplate: BTreeSet<&'static str>,
    credit: BTreeSet<&'static str>,
    comments: BTreeSet<&'static str>,
    phrases: BTreeSet<&'static str>,
    labels: BTreeSet<&'static str>,
    comment_labels: BTreeSet<&'static str>,
    openings: Vec<&'static str>,
    inside: Vec<&'static str>,
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut lists = Lists {
            boilerplate: BTreeSet::new(),
            credit: BTreeSet::new(),
            comments: BTreeSet::new(),
            phrases: BTreeSet::new(),
            labels: BTreeSet::new(),
            comment_labels: BTreeSet::new(),
            openings: Vec::new(),
            inside: Vec::new(),
        };
        for line in include_str!("../../data/html-boilerplate.txt").lines() {
            match line.split_once(' ') {
                Some(("name", words)) => lists.boilerplate.extend(words.split(' ')),
                Some(("comments", words)) => {
                    lists.boilerplate.extend(words.split(' '));
                    lists.comments.extend(words.split(' '));
                }
                Some(("label", labels)) => lists.labels.extend(labels.split('|')),
                Some(("comment-label", labels)) => {
                    lists.comment_labels.extend(labels.split('|'));
                }
                Some(("credit", words)) => lists.credit.extend(words.split(' ')),
                Some(("phrase", phrases)) => lists.phrases.extend(phrases.split('|')),
                Some(("opening", openings)) => lists.openings.extend(openings.split('|')),
                Some(("inside", words)) => lists.inside.extend(words.split('|')),
                _ => {}
            }
        }
        lists
    })
}

/// Words of an element's class and id: `site-navBar` has `site`, `nav`, `bar`,
/// `navbar` and `sitenavbar`; compounds are tried, since names are written
/// both ways.
fn words(element: &Element) -> Vec<String> {
    let mut words = Vec::new();
    for attribute in ["class", "id"] {
        let names = element.attribute(attribute).unwrap_or("");
        for name in names.split_whitespace().take(30) {
            let parts = parts(name);
            for pair in parts.windows(2) {
                words.push(pair.concat());
            }
            words.extend(parts);
        }
    }
    words
}

fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = '-';
    for character in name.chars() {
        let is_new =
            !before.is_alphanumeric() || (before.is_lowercase() && character.is_uppercase());
        if character.is_alphanumeric() {
            let small = character.to_lowercase();
            match parts.last_mut() {
                Some(part) if !is_new => part.extend(small),
                _ => parts.push(small.collect()),
            }
        }
        before = character;
    }
    parts
}

/// Whether an element's names say that it holds no running text.
pub(crate) fn is_named_boilerplate(element: &Element) -> bool {
    let lists = lists();
    words(element)
        .iter()
        .any(|word| lists.boilerplate.contains(word.as_str()))
}

/// Whether an element's names say that it holds what readers wrote.
pub(crate) fn is_named_comments(element: &Element) -> bool {
    let lists = lists();
    words(element)
        .iter()
        .any(|word| lists.comments.contains(word.as_str()))
}

/// What a label says that the box below it holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Label {
    /// Other articles and the like.
    Others,
    /// What readers wrote.
    Comments,
}

/// Whether a short text is the label of a box, a number of things aside.
pub(crate) fn label(text: &str) -> Option<Label> {
    if text.chars().count() > 60 {
        return None;
    }
    let small = text.to_lowercase();
    let bare = small.trim_matches(|c: char| !c.is_alphabetic());
    let lists = lists();
    if lists.comment_labels.contains(bare) {
        Some(Label::Comments)
    } else if lists.labels.contains(bare) {
        Some(Label::Others)
    } else {
        None
    }
}

/// Whether an element's names say that it holds the author or the time.
pub(crate) fn is_named_credit(element: &Element) -> bool {
    let lists = lists();
    let named = words(element)
        .iter()
        .any(|word| lists.credit.contains(word.as_str()));
    let property = element.attribute("itemprop").unwrap_or("");
    let relation = element.attribute("rel").unwrap_or("");
    named || matches!(property, "author" | "datePublished" | "dateModified") || relation == "author"
}

/// Whether a short text invites, advertises or warns of cookies.
pub(crate) fn is_phrase(text: &str) -> bool {
    if text.chars().count() > 200 {
        return false;
    }
    let small = text.trim().to_lowercase();
    let bare = small.trim_end_matches(|c: char| !c.is_alphanumeric());
    let head = small
        .split_once([':', '–', '—'])
        .map_or(bare, |(head, _)| head.trim());
    let lists = lists();
    label(text).is_some()
        || lists.phrases.contains(bare)
        || lists.phrases.contains(head)
        || lists.openings.iter().any(|it| small.starts_with(it))
        || lists.inside.iter().any(|it| small.contains(it))
        || (small.contains("cookie") && lists.phrases.iter().any(|p| small.starts_with(p)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(class: &str) -> Element {
        Element {
            attributes: vec![("class".to_owned(), class.to_owned())],
            ..Element::default()
        }
    }

    #[test]
    fn names_are_compared_word_by_word() {
        for class in [
            "main-nav",
            "mainNav",
            "cookie_banner",
            "related-articles",
            "most-read",
        ] {
            assert!(is_named_boilerplate(&element(class)), "{class}");
        }
        for class in ["navy", "article-body", "header-story", "shareholder"] {
            assert!(!is_named_boilerplate(&element(class)), "{class}");
        }
        assert!(is_named_credit(&element("article__byline")));
    }

    #[test]
    fn labels_may_say_how_many() {
        assert_eq!(label("Readers' Comments (718)"), Some(Label::Comments));
        assert_eq!(label("12 комментариев"), Some(Label::Comments));
        assert_eq!(label("Материалы по теме:"), Some(Label::Others));
        assert_eq!(label("Popular unrest in the port"), None);
        assert_eq!(label("Главное"), None);
    }

    #[test]
    fn invitations_are_known_in_several_languages() {
        for text in [
            "Read more:",
            "Читайте также: Вода отступила",
            "ANZEIGE",
            "Share this",
            "© 2024 The Harbour Wire. All rights reserved.",
            "Sign up for our newsletter and get the news in the morning",
            "Нашли опечатку? Выделите текст и нажмите Ctrl+Enter",
        ] {
            assert!(is_phrase(text), "{text}");
        }
        assert!(!is_phrase(
            "Related companies were not mentioned in the report."
        ));
        assert!(is_phrase("2011 Harbour Wire Inc. All Rights Reserved."));
        assert!(!is_phrase("Sign up and you are bound, the court said."));
    }
}
