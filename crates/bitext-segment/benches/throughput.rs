//! How many bytes a second does one core segment, and how does that compare
//! with `sentencex` in the same run?
//!
//! Real text from `corpora/`, repeated; sizes grow so that anything worse than
//! linear shows. Both get whole articles with a paragraph on a line.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use bitext_core::LanguageTag;
use bitext_lang::PackLibrary;
use bitext_segment::{SegmentOptions, Segmenter};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// The articles of a language, a blank line between paragraphs as `sentencex`
/// wants it.
fn text(language: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora/en-ru");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.to_string_lossy()
                .ends_with(&format!(".{language}.txt"))
        })
        .collect();
    paths.sort();
    let mut text = String::new();
    for path in paths {
        for line in fs::read_to_string(path).unwrap().lines() {
            text.push_str(line);
            text.push_str("\n\n");
        }
    }
    text
}

fn throughput(criterion: &mut Criterion) {
    let packs = PackLibrary::built_in();
    for language in ["en", "ru"] {
        let mut group = criterion.benchmark_group(language);
        let article = text(language);
        let pack = packs.get(&LanguageTag::try_new(language).unwrap()).unwrap();
        let segmenter = Segmenter::try_new(&pack, &SegmentOptions::default()).unwrap();
        for copies in [1, 10] {
            let text = article.repeat(copies);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::new("bitext", copies), &text, |bench, text| {
                bench.iter(|| black_box(segmenter.segments(text)));
            });
            group.bench_with_input(
                BenchmarkId::new("sentencex", copies),
                &text,
                |bench, text| {
                    bench.iter(|| black_box(sentencex::segment(language, text)));
                },
            );
        }
    }
}

criterion_group!(benches, throughput);
criterion_main!(benches);
