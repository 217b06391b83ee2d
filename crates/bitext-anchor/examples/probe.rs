use bitext_anchor::AnchorExtractor;
use bitext_core::LanguageTag;
use bitext_lang::{PackLibrary, Token, tokens};
use std::io::BufRead;
fn main() {
    let lang = std::env::args().nth(1).unwrap();
    let pack = PackLibrary::built_in().get(&LanguageTag::try_new(&lang).unwrap()).unwrap();
    let x = match AnchorExtractor::try_new(&pack) { Ok(x) => x, Err(e) => { eprintln!("{e}"); std::process::exit(2) } };
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let t: Vec<Token> = tokens(&line).collect();
        let a = x.extract(&line, &t);
        let s: Vec<String> = a.iter().map(|a| format!("{:?} {}{}{}", a.kind, a.canonical(&line), if a.is_word {"~"} else {""}, if a.is_doubtful {"?"} else {""})).collect();
        println!("{line}\n    {}", s.join(" | "));
    }
}
