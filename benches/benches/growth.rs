//! Does aligning take time in proportion to the length of the texts?
//!
//! Texts of 100 to 100,000 lines that do not repeat themselves, in three pairs
//! of languages: two scripts, one script joined through English, and a script
//! without spaces. Throughput is in source lines a second and must hardly fall
//! with the size. 40 lines are a document, aligned with an aligner at hand.
//!
//! `BITEXT_BENCH_MOST=10000` leaves larger texts out.

#![expect(clippy::unwrap_used, reason = "a benchmark, not a library")]

use std::time::Duration;

use bitext_align::Aligner;
use bitext_benches::Generator;
use bitext_core::{LanguageTag, SegmentedText};
use bitext_lang::PackLibrary;
use criterion::{
    BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};

const PAIRS: [(&str, &str); 3] = [("en", "ru"), ("de", "fr"), ("zh", "en")];
const SIZES: [usize; 4] = [100, 1_000, 10_000, 100_000];

fn growth(criterion: &mut Criterion) {
    let most = std::env::var("BITEXT_BENCH_MOST").ok();
    let most = most.map_or(usize::MAX, |most| most.parse().unwrap());
    let packs = PackLibrary::built_in();
    for (source, target) in PAIRS {
        let tag = |name: &str| LanguageTag::try_new(name).unwrap();
        let generator = Generator::try_new(&tag(source), &tag(target)).unwrap();
        let pack = |name: &str| packs.get(&tag(name)).unwrap();
        let aligner = Aligner::builder(&pack(source), &pack(target))
            .build()
            .unwrap();
        let mut group = criterion.benchmark_group(format!("{source}-{target}"));
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
        group.warm_up_time(Duration::from_millis(500));
        for size in [40].into_iter().chain(SIZES).filter(|&size| size <= most) {
            let lines = generator.lines(size);
            let (source, target) = (segmented(&lines.source), segmented(&lines.target));
            group.throughput(Throughput::Elements(source.len() as u64));
            group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
                bencher.iter(|| aligner.align(&source, &target).unwrap());
            });
        }
        group.finish();
    }
}

fn segmented(lines: &[String]) -> SegmentedText {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    SegmentedText::from_lines(&lines)
}

criterion_group!(benches, growth);
criterion_main!(benches);
