//! How long does a person wait for a translation memory, and what of?
//!
//! `process` is the whole program, from start to finished file, on briefings of
//! a few dozen sentences a side: the target is 50 ms. `align` is the aligner
//! alone on ever longer bitexts made of the same briefings, to show how it
//! grows; throughput is in segments of both sides.

#![expect(clippy::unwrap_used, reason = "a benchmark, not a library")]

use std::fs;
use std::process::{Command, Stdio};

use bitext_align::Aligner;
use bitext_core::{LanguageTag, SegmentedText};
use bitext_lang::PackLibrary;
use bitext_tests::{Build, binary, pair, root};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn process(criterion: &mut Criterion) {
    let program = binary(Build::Release);
    let folder = tempfile::tempdir().unwrap();
    let mut group = criterion.benchmark_group("process");
    for path in [
        "en-de/sleeper-train-release",
        "en-ru/central-bank-statement",
        "en-ru/glaciologist-interview",
    ] {
        let (source, target) = pair(path);
        group.bench_function(BenchmarkId::from_parameter(path), |bencher| {
            bencher.iter(|| {
                let status = Command::new(&program)
                    .arg("align")
                    .args([&source, &target])
                    .arg("-o")
                    .arg(folder.path().join("out.tmx"))
                    .stderr(Stdio::null())
                    .status();
                assert!(status.unwrap().success());
            });
        });
    }
    group.finish();
}

fn align(criterion: &mut Criterion) {
    let packs = PackLibrary::built_in();
    let pack = |tag: &str| packs.get(&LanguageTag::try_new(tag).unwrap()).unwrap();
    let aligner = Aligner::builder(&pack("en"), &pack("ru")).build().unwrap();
    let mut group = criterion.benchmark_group("align");
    group.sample_size(10);
    for copies in [1, 4, 16] {
        let source = repeated("central-bank-statement.en.segments", copies);
        let target = repeated("central-bank-statement.ru.segments", copies);
        let segments = source.len() + target.len();
        group.throughput(Throughput::Elements(segments as u64));
        group.bench_function(BenchmarkId::from_parameter(segments), |bencher| {
            bencher.iter(|| aligner.align(&source, &target).unwrap());
        });
    }
    group.finish();
}

/// The gold segments of a file, several times over.
fn repeated(name: &str, copies: usize) -> SegmentedText {
    let text = fs::read_to_string(root().join("corpora/en-ru").join(name)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    SegmentedText::from_lines(&lines.repeat(copies))
}

criterion_group!(benches, process, align);
criterion_main!(benches);
