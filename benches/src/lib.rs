//! How fast the whole program is. The benchmarks are in `benches/`.
