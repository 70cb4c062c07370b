//! How far apart two ways of saying something are: the least weighted edits from one to the other.

use super::Phone;

/// Edits from `a` to `b`. `unlike` says what it costs to put one phone for another; to add or to leave out one costs 1.
pub fn edits(a: &[Phone], b: &[Phone], unlike: impl Fn(Phone, Phone) -> f32) -> f32 {
    let mut row: Vec<f32> = (0..=b.len()).map(|at| at as f32).collect();
    a.iter()
        .for_each(|phone| step(&mut row, *phone, b, &unlike));
    row.last().copied().unwrap_or_default()
}

/// One phone more on one side: `row` holds the edits from that side to each beginning of `other`.
pub fn step(row: &mut [f32], phone: Phone, other: &[Phone], unlike: impl Fn(Phone, Phone) -> f32) {
    let mut corner = row[0];
    row[0] += 1.0;
    for (at, there) in other.iter().enumerate() {
        let exchange = corner + unlike(phone, *there);
        corner = row[at + 1];
        row[at + 1] = exchange.min(row[at] + 1.0).min(row[at + 1] + 1.0);
    }
}
