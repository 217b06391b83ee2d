//! How many bytes a second does one core segment, and how does that compare
//! with `sentencex` and `icu_segmenter` in the same run? How many by rules?
//!
//! Real text from `corpora/`, repeated; sizes grow so that anything worse than
//! linear shows. Both get whole articles with a paragraph on a line.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use bitext_core::LanguageTag;
use bitext_lang::PackLibrary;
use bitext_segment::{ClientProfile, SegmentOptions, Segmenter, export_rules};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use icu_segmenter::SentenceSegmenter;

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
        let omegat = ClientProfile::built_in("omegat").unwrap().unwrap();
        let omegat = omegat.segmenter(pack.tag());
        let rules = export_rules(&[&pack]).unwrap();
        let rules = rules.compile(language, Default::default());
        let icu = SentenceSegmenter::new(Default::default());
        for copies in [1, 10] {
            let text = article.repeat(copies);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::new("bitext", copies), &text, |bench, text| {
                bench.iter(|| black_box(segmenter.segments(text)));
            });
            group.bench_with_input(
                BenchmarkId::new("profile omegat", copies),
                &text,
                |bench, text| bench.iter(|| black_box(omegat.segments(text))),
            );
            group.bench_with_input(
                BenchmarkId::new("exported SRX", copies),
                &text,
                |bench, text| bench.iter(|| black_box(rules.boundaries(text))),
            );
            group.bench_with_input(
                BenchmarkId::new("icu_segmenter", copies),
                &text,
                |bench, text| bench.iter(|| black_box(icu.segment_str(text).count())),
            );
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
