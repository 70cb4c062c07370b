//! White noise, made the same on every run.

/// `count` samples of uniform noise at a level; `state`, which is not 0, is where the generator begins.
pub fn white(rms_dbfs: f64, count: usize, mut state: u64) -> Vec<f32> {
    // Uniform noise of peak p has an RMS of p / sqrt(3).
    let peak = 10f64.powf(rms_dbfs / 20.0) * 3f64.sqrt();
    (0..count)
        .map(|_| {
            // Marsaglia's xorshift.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let unit = (state >> 11) as f64 / (1u64 << 53) as f64;
            (peak * (2.0 * unit - 1.0)) as f32
        })
        .collect()
}
