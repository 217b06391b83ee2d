//! How many tokens a second does extraction read?
//!
//! The aligner takes 2,000 pairs of 40-line documents a second as its goal,
//! which leaves anchors some 100 ns a token. Texts are our own, in Latin and
//! Cyrillic script, at three sizes, so that growth would show.

use std::hint::black_box;

use bitext_anchor::{AnchorExtractor, NameIndex, NameKey};
use bitext_core::LanguageTag;
use bitext_lang::{PackLibrary, Token, tokens};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const TEXTS: [(&str, &str); 3] = [
    (
        "en",
        "On Wednesday, April 11, 2018, the spokeswoman Marina Belova told reporters in Geneva that the fund had \
         received $5 million from twelve donors, about 40 percent more than a year earlier. The talks, which began at \
         11:30 a.m., went on until midnight, and nobody left the room. According to the ministry, 1,250 people will \
         return to their villages before the end of the month. \"We shall see what the winter brings,\" she said.",
    ),
    (
        "ru",
        "В среду, 11 апреля 2018 года, официальный представитель Марина Белова сообщила журналистам в Женеве, что фонд \
         получил 5 млн долларов от двенадцати доноров, примерно на 40 процентов больше, чем годом ранее. Переговоры, \
         которые начались в 11.30, продолжались до полуночи, и никто не покинул зал. По данным министерства, до конца \
         месяца в свои деревни вернутся 1 250 человек. «Посмотрим, что принесёт зима», — сказала она.",
    ),
    (
        "de",
        "Am Mittwoch, dem 11. April 2018, sagte die Sprecherin Marina Belowa vor Journalisten in Genf, der Fonds habe \
         von zwölf Gebern 5 Mio. Dollar erhalten, rund 40 Prozent mehr als im Jahr zuvor. Die Gespräche, die um 11.30 \
         Uhr begannen, dauerten bis Mitternacht, und niemand verließ den Saal. Nach Angaben des Ministeriums werden \
         1.250 Menschen bis zum Monatsende in ihre Dörfer zurückkehren. «Wir werden sehen, was der Winter bringt.»",
    ),
];

fn extractor(tag: &str) -> Option<AnchorExtractor> {
    let tag = LanguageTag::try_new(tag).ok()?;
    AnchorExtractor::try_new(&PackLibrary::built_in().get(&tag).ok()?).ok()
}

fn extraction(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("extract");
    for (tag, paragraph) in TEXTS {
        let Some(extractor) = extractor(tag) else {
            continue;
        };
        for copies in [1, 10, 100] {
            let text = [paragraph].repeat(copies).join(" ");
            let tokens: Vec<Token> = tokens(&text).collect();
            group.throughput(Throughput::Elements(tokens.len() as u64));
            group.bench_with_input(
                BenchmarkId::new(tag, tokens.len()),
                &text,
                |bencher, text| {
                    bencher.iter(|| black_box(extractor.extract(text, &tokens)));
                },
            );
        }
    }
    group.finish();
}

fn names(criterion: &mut Criterion) {
    let (Some(english), Some(russian)) = (extractor("en"), extractor("ru")) else {
        return;
    };
    let keys = |extractor: &AnchorExtractor, names: &str| -> Vec<NameKey> {
        names
            .split_whitespace()
            .filter_map(|name| extractor.name_key(name))
            .collect()
    };
    let left = keys(
        &english,
        "Belova Geneva Halvorsen Norland Astrid Kharkiv Washington Steinmeier Guterres Lavrov",
    );
    let right = keys(
        &russian,
        "Беловой Женеве Хальворсен Норланда Астрид Харькова Вашингтоне Штайнмайером Гутерриша Лаврову",
    );
    criterion.bench_function("name_key", |bencher| {
        bencher.iter(|| russian.name_key(black_box("Захаровой")));
    });
    criterion.bench_function("index of 10 names, 10 look-ups", |bencher| {
        bencher.iter(|| {
            let index = NameIndex::new(&right);
            left.iter()
                .map(|key| index.matches(key, 0.65).len())
                .sum::<usize>()
        });
    });
}

criterion_group!(benches, extraction, names);
criterion_main!(benches);
