//! Any bytes as a text: the segmenter of every language loses nothing of it.

#![no_main]

use std::sync::OnceLock;

use bitext_core::LanguageTag;
use bitext_lang::PackLibrary;
use bitext_segment::{SegmentOptions, Segmenter};
use libfuzzer_sys::fuzz_target;

fn segmenters() -> &'static [Segmenter] {
    static SEGMENTERS: OnceLock<Vec<Segmenter>> = OnceLock::new();
    SEGMENTERS.get_or_init(|| {
        let packs = PackLibrary::built_in();
        let tags = packs.tags().into_iter();
        tags.map(|tag| {
            let tag = LanguageTag::try_new(tag).expect("tags of packs are sound");
            let pack = packs.get(&tag).expect("packs are sound");
            Segmenter::try_new(&pack, &SegmentOptions::default()).expect("packs are sound")
        })
        .collect()
    })
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, rest)) = bytes.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(rest);
    let segmenters = segmenters();
    let segmenter = &segmenters[usize::from(first) % segmenters.len()];
    let boundaries = segmenter.boundaries(&text);
    assert_eq!(boundaries.first(), Some(&0));
    assert_eq!(boundaries.last(), Some(&text.len()));
    for pair in boundaries.windows(2) {
        assert!(pair[0] < pair[1] && text.is_char_boundary(pair[1]));
    }
    let kept: String = segmenter.segments(&text).iter().map(|range| range.of(&text)).collect();
    let dense = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(dense(&kept), dense(&text));
});
