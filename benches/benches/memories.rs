//! How fast does a memory go through?
//!
//! TMX of English and Russian as CAT tools write it: a unit has an id, a date, a
//! user and a property, one in eight has a pair of codes, and one in eight a
//! reference. `read` takes every unit apart; `read and write` puts it together
//! again, into memory that is used again, so that no disk is measured. One
//! thread; throughput is in bytes of the file that is read. Two sizes, since the
//! second must not be slower: nothing may be kept from one unit to the next. That
//! memory stays flat is measured on the program instead, on a file of a million
//! units: `/usr/bin/time -v bitext tmx validate FILE` says the most it had.

#![expect(clippy::unwrap_used, reason = "a benchmark, not a library")]

use std::hint::black_box;

use bitext_benches::Generator;
use bitext_core::{
    CodeKind, InlineCode, InlineText, LanguageTag, Property, TranslationUnit, Variant,
};
use bitext_exchange::{
    Fidelity, MemoryHeader, TmxReader, TmxWriter, UnitReadOptions, UnitWriteOptions, units,
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn memories(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tmx");
    group.sample_size(20);
    for size in [2_000, 20_000] {
        let file: &'static [u8] = memory(size).leak();
        group.throughput(Throughput::Bytes(file.len() as u64));
        group.bench_function(BenchmarkId::new("read", size), |bencher| {
            bencher.iter(|| each_unit(file, |unit| drop(black_box(unit))));
        });
        let mut out = Vec::with_capacity(2 * file.len());
        group.bench_function(BenchmarkId::new("read and write", size), |bencher| {
            bencher.iter(|| {
                out.clear();
                let mut writer = TmxWriter::new(&mut out, options()).unwrap();
                each_unit(file, |unit| writer.write(&unit).unwrap());
                writer.finish().unwrap();
            });
        });
    }
    group.finish();
}

fn each_unit(file: &'static [u8], mut work: impl FnMut(TranslationUnit)) {
    let mut reader = TmxReader::new(file, &UnitReadOptions::default()).unwrap();
    for unit in units(&mut reader) {
        work(unit.unwrap());
    }
}

fn options() -> UnitWriteOptions {
    let mut options = UnitWriteOptions::default();
    options.header = MemoryHeader::new(tag("en"));
    options.fidelity = Fidelity::Faithful;
    options
}

fn tag(name: &str) -> LanguageTag {
    LanguageTag::try_new(name).unwrap()
}

/// A memory of about so many units.
fn memory(size: usize) -> Vec<u8> {
    let (english, russian) = (tag("en"), tag("ru"));
    let lines = Generator::try_new(&english, &russian).unwrap().lines(size);
    let mut writer = TmxWriter::new(Vec::new(), options()).unwrap();
    for (number, (source, target)) in lines.source.iter().zip(&lines.target).enumerate() {
        let mut source = source.clone();
        if number % 8 == 2 {
            source.push_str(" R&D");
        }
        let mut source = Variant::plain(english.clone(), source);
        if number % 8 == 5 {
            let (text, _) = source.segment.into_parts();
            let end = text.find(' ').unwrap_or(text.len());
            let codes = vec![
                InlineCode::new(0, CodeKind::Begin, "<b>").in_pair(1),
                InlineCode::new(end, CodeKind::End, "</b>").in_pair(1),
            ];
            source.segment = InlineText::try_new(text, codes).unwrap();
        }
        let target = Variant::plain(russian.clone(), target.as_str());
        let mut unit = TranslationUnit::pair(source, target);
        unit.id = Some(number.to_string());
        unit.history.created = Some("20260411T113000Z".to_owned());
        unit.history.created_by = Some("anna".to_owned());
        unit.properties.push(Property::new("x-origin", "TM"));
        writer.write(&unit).unwrap();
    }
    writer.finish().unwrap()
}

criterion_group!(benches, memories);
criterion_main!(benches);
