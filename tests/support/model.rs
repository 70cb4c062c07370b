//! A Whisper model of the smallest size, made here: laid out as whisper.cpp wants it, with weights that mean nothing.

/// Numbers of the header, in their order in the file.
pub const HEADER: [u32; 12] = [
    0x6767_6d6c, // "ggml"
    51_864,      // vocabulary
    1_500,       // audio context
    64,          // audio width
    1,           // audio heads
    4,           // audio layers
    448,         // text context
    64,          // text width
    1,           // text heads
    1,           // text layers
    80,          // mel bands
    2_002,       // q4_0
];

const F32: u32 = 0;
const F16: u32 = 1;
const Q4_0: u32 = 2;

/// The file's bytes, about 3 MB, and the places of the numbers that describe it: its header and every tensor's.
pub fn smallest() -> (Vec<u8>, Vec<usize>) {
    let mut file = Writer::default();
    for number in HEADER {
        file.place(number);
    }
    file.place(80);
    file.place(201);
    file.weights(80 * 201, F32);
    file.place(50_257);
    for word in 0..50_257_u32 {
        // whisper.cpp needs a word for a space.
        let word = if word == 220 {
            " ".to_owned()
        } else {
            format!("{word:x}")
        };
        file.bytes.extend(u32::to_le_bytes(word.len() as u32));
        file.bytes.extend(word.as_bytes());
    }
    file.tensor("encoder.positional_embedding", &[64, 1_500], F32);
    file.tensor("encoder.conv1.weight", &[3, 80, 64], F16);
    file.tensor("encoder.conv1.bias", &[1, 64], F32);
    file.tensor("encoder.conv2.weight", &[3, 64, 64], F16);
    file.tensor("encoder.conv2.bias", &[1, 64], F32);
    file.norm("encoder.ln_post");
    for layer in 0..4 {
        file.attention(&format!("encoder.blocks.{layer}.attn"));
        file.perceptron(&format!("encoder.blocks.{layer}.mlp"));
    }
    file.tensor("decoder.positional_embedding", &[64, 448], F32);
    file.tensor("decoder.token_embedding.weight", &[64, 51_864], Q4_0);
    file.norm("decoder.ln");
    file.attention("decoder.blocks.0.attn");
    file.attention("decoder.blocks.0.cross_attn");
    file.perceptron("decoder.blocks.0.mlp");
    (file.bytes, file.places)
}

#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    places: Vec<usize>,
}

impl Writer {
    /// A number that describes the file.
    fn place(&mut self, number: u32) {
        self.places.push(self.bytes.len());
        self.bytes.extend(number.to_le_bytes());
    }

    fn tensor(&mut self, name: &str, shape: &[u32], kind: u32) {
        self.place(shape.len() as u32);
        self.place(name.len() as u32);
        self.place(kind);
        for length in shape {
            self.place(*length);
        }
        self.bytes.extend(name.as_bytes());
        self.weights(shape.iter().product(), kind);
    }

    /// The same small number again and again.
    fn weights(&mut self, numbers: u32, kind: u32) {
        let (block, bytes): (u32, &[u8]) = match kind {
            F32 => (1, &[0, 0, 0, 0x3c]),
            F16 => (1, &[0, 0x20]),
            _ => (
                32,
                &[
                    0, 0x20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
                ],
            ),
        };
        self.bytes.extend(bytes.repeat((numbers / block) as usize));
    }

    fn norm(&mut self, name: &str) {
        self.tensor(&format!("{name}.weight"), &[64], F32);
        self.tensor(&format!("{name}.bias"), &[64], F32);
    }

    fn attention(&mut self, name: &str) {
        self.norm(&format!("{name}_ln"));
        for part in ["query", "key", "value", "out"] {
            self.tensor(&format!("{name}.{part}.weight"), &[64, 64], Q4_0);
            if part != "key" {
                self.tensor(&format!("{name}.{part}.bias"), &[64], F32);
            }
        }
    }

    fn perceptron(&mut self, name: &str) {
        self.norm(&format!("{name}_ln"));
        self.tensor(&format!("{name}.0.weight"), &[64, 256], Q4_0);
        self.tensor(&format!("{name}.0.bias"), &[256], F32);
        self.tensor(&format!("{name}.2.weight"), &[256, 64], Q4_0);
        self.tensor(&format!("{name}.2.bias"), &[64], F32);
    }
}
