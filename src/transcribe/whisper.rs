//! Whisper and the Silero voice detector, both through whisper-rs: the only file that knows it.
//!
//! The model is loaded once; every worker gets a state of its own. What is odd in whisper-rs 0.16 (whisper.cpp 1.8.3)
//! is dealt with here and said where it happens.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use whisper_rs::{
    DtwMode, DtwModelPreset, DtwParameters, FullParams, SamplingStrategy, WhisperContext,
    WhisperContextParameters, WhisperState, WhisperVadContext, WhisperVadContextParams,
};

use super::{Effort, Engines, Hearing, RawWord, TranscribeError, Transcriber, Window};
use crate::speech::Stretch;
use crate::speech::vad::{DetectError, Detector};
use crate::time::{Offset, SPEECH_RATE_HZ, Span};

/// Whisper answers nonsense below this; silence is added: 1 s.
const SHORTEST: usize = 16_000;

/// Where a Whisper model's bytes are.
#[derive(Clone, PartialEq, Eq)]
pub enum ModelSource {
    /// In a file.
    File(PathBuf),
    /// In this program.
    Carried(&'static [u8]),
}

impl ModelSource {
    /// The file that holds the bytes: the model's own or this program's.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        match self {
            Self::File(path) => path.clone(),
            Self::Carried(_) => std::env::current_exe().unwrap_or_default(),
        }
    }
}

impl std::fmt::Debug for ModelSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Carried(bytes) => write!(f, "Carried({} bytes)", bytes.len()),
        }
    }
}

impl From<&Self> for ModelSource {
    fn from(source: &Self) -> Self {
        source.clone()
    }
}

impl From<&PathBuf> for ModelSource {
    fn from(path: &PathBuf) -> Self {
        Self::File(path.clone())
    }
}

/// A Whisper model and the path of the voice detector's.
pub struct Whisper {
    name: String,
    vad: PathBuf,
    models: Arc<Models>,
}

/// The model, loaded with or without its own alignment (DTW), each when it is first needed.
///
/// English words are placed by `align`, which is exact and nearly free. DTW costs a third of the whole work, so it is
/// kept for the other languages.
struct Models {
    source: ModelSource,
    preset: Option<DtwModelPreset>,
    plain: Mutex<Option<Arc<WhisperContext>>>,
    aligning: Mutex<Option<Arc<WhisperContext>>>,
}

impl Whisper {
    /// Loads the model `model`, called `name`, for `language`, and checks that the voice detector's file `vad`
    /// loads.
    ///
    /// # Errors
    /// [`TranscribeError::Model`] when one of the files cannot be read or is not what it should be.
    pub fn load(
        name: &str,
        model: ModelSource,
        vad: &Path,
        language: &str,
    ) -> Result<Self, TranscribeError> {
        whisper_rs::install_logging_hooks();
        let models = Models {
            source: model,
            preset: alignment_preset(name),
            plain: Mutex::new(None),
            aligning: Mutex::new(None),
        };
        models.for_language(language)?;
        SileroDetector::load(vad)?;
        Ok(Self {
            name: name.to_owned(),
            vad: vad.to_owned(),
            models: Arc::new(models),
        })
    }
}

impl Models {
    fn aligns(&self, language: &str) -> bool {
        language != "en" && self.preset.is_some()
    }

    fn for_language(&self, language: &str) -> Result<Arc<WhisperContext>, TranscribeError> {
        let preset = self.preset.clone().filter(|_| self.aligns(language));
        let place = if preset.is_some() {
            &self.aligning
        } else {
            &self.plain
        };
        let mut loaded = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(context) = &*loaded {
            return Ok(Arc::clone(context));
        }
        let mut context = open(&self.source, preset.clone())?;
        // Heads that the model does not have would crash the first chunk: a renamed file must not do that.
        if preset.is_some_and(|preset| !fits(&preset, &context)) {
            context = open(&self.source, None)?;
        }
        Ok(Arc::clone(loaded.insert(Arc::new(context))))
    }
}

impl Engines for Whisper {
    fn model(&self) -> &str {
        &self.name
    }

    fn transcriber(&self) -> Result<Box<dyn Transcriber>, TranscribeError> {
        Ok(Box::new(WhisperTranscriber {
            models: Arc::clone(&self.models),
            name: self.name.clone(),
            ready: None,
        }))
    }

    fn detector(&self, _: &Hearing) -> Result<Box<dyn Detector>, TranscribeError> {
        Ok(Box::new(SileroDetector::load(&self.vad)?))
    }
}

fn open(
    source: &ModelSource,
    preset: Option<DtwModelPreset>,
) -> Result<WhisperContext, TranscribeError> {
    let mut parameters = WhisperContextParameters::default();
    if let Some(model_preset) = preset {
        parameters.dtw_parameters(DtwParameters {
            mode: DtwMode::ModelPreset { model_preset },
            ..DtwParameters::default()
        });
    }
    let opened = match source {
        ModelSource::File(path) => WhisperContext::new_with_params(path, parameters),
        ModelSource::Carried(bytes) => {
            WhisperContext::new_from_buffer_with_params(bytes, parameters)
        }
    };
    opened.map_err(|error| TranscribeError::Model {
        path: source.path(),
        reason: error.to_string(),
    })
}

/// The alignment heads that go with a published model's name, whatever its quantisation: `base-q8_0` is `base`.
fn alignment_preset(name: &str) -> Option<DtwModelPreset> {
    let family = name.split("-q").next().unwrap_or(name);
    Some(match family {
        "tiny" => DtwModelPreset::Tiny,
        "tiny.en" => DtwModelPreset::TinyEn,
        "base" => DtwModelPreset::Base,
        "base.en" => DtwModelPreset::BaseEn,
        "small" => DtwModelPreset::Small,
        "small.en" => DtwModelPreset::SmallEn,
        "medium" => DtwModelPreset::Medium,
        "medium.en" => DtwModelPreset::MediumEn,
        "large-v1" => DtwModelPreset::LargeV1,
        "large-v2" => DtwModelPreset::LargeV2,
        "large-v3" => DtwModelPreset::LargeV3,
        "large-v3-turbo" => DtwModelPreset::LargeV3Turbo,
        _ => return None,
    })
}

/// Whether the loaded model has the layers and heads that the preset speaks of.
fn fits(preset: &DtwModelPreset, context: &WhisperContext) -> bool {
    let (layers, heads) = match preset {
        DtwModelPreset::Tiny | DtwModelPreset::TinyEn => (4, 6),
        DtwModelPreset::Base | DtwModelPreset::BaseEn => (6, 8),
        DtwModelPreset::Small | DtwModelPreset::SmallEn => (12, 12),
        DtwModelPreset::Medium | DtwModelPreset::MediumEn => (24, 16),
        DtwModelPreset::LargeV1 | DtwModelPreset::LargeV2 | DtwModelPreset::LargeV3 => (32, 20),
        DtwModelPreset::LargeV3Turbo => (4, 20),
    };
    context.model_n_text_layer() == layers && context.model_n_text_head() == heads
}

/// Whisper for one worker. Its state (about 150 MB with base) is made at the first chunk.
pub struct WhisperTranscriber {
    models: Arc<Models>,
    name: String,
    ready: Option<Ready>,
}

struct Ready {
    aligns: bool,
    context: Arc<WhisperContext>,
    state: WhisperState,
}

impl Transcriber for WhisperTranscriber {
    fn transcribe(
        &mut self,
        stretch: Stretch<'_>,
        hearing: &Hearing,
        effort: Effort<'_>,
    ) -> Result<Vec<RawWord>, TranscribeError> {
        let samples = long_enough(stretch);
        let failed = |reason| failed(&samples, reason);
        let name = self.name.clone();
        let ready = self.ready(hearing, &samples)?;
        check_language(&ready.context, &name, hearing)?;
        let parameters = parameters(samples.len(), hearing, effort);
        let outcome = ready.state.full(parameters, &samples);
        if effort.abandon.load(Ordering::Relaxed) {
            return Err(TranscribeError::Abandoned);
        }
        outcome.map_err(|source| failed(source.to_string()))?;
        ready.words().map_err(failed)
    }

    fn language_p(
        &mut self,
        stretch: Stretch<'_>,
        hearing: &Hearing,
        effort: Effort<'_>,
    ) -> Result<Option<f32>, TranscribeError> {
        let samples = long_enough(stretch);
        let failed = |source: whisper_rs::WhisperError| failed(&samples, source.to_string());
        let ready = self.ready(hearing, &samples)?;
        let wanted = whisper_rs::get_lang_id(&hearing.language);
        let (Some(wanted), true) = (wanted, ready.context.is_multilingual()) else {
            return Ok(None);
        };
        let threads = effort.threads.max(1);
        ready.state.pcm_to_mel(&samples, threads).map_err(failed)?;
        // It looks at as much as the run before it did.
        let (_, p) = ready.state.lang_detect(0, threads).map_err(failed)?;
        Ok(usize::try_from(wanted)
            .ok()
            .and_then(|at| p.get(at))
            .copied())
    }
}

impl WhisperTranscriber {
    /// The state for `hearing`'s language, made at the first call.
    fn ready(&mut self, hearing: &Hearing, samples: &[f32]) -> Result<&mut Ready, TranscribeError> {
        let aligns = self.models.aligns(&hearing.language);
        if self
            .ready
            .as_ref()
            .is_none_or(|ready| ready.aligns != aligns)
        {
            let context = self.models.for_language(&hearing.language)?;
            let state = context
                .create_state()
                .map_err(|source| failed(samples, source.to_string()))?;
            self.ready = Some(Ready {
                aligns,
                context,
                state,
            });
        }
        let missing = || failed(samples, "it has no state".to_owned());
        self.ready.as_mut().ok_or_else(missing)
    }
}

/// The samples, with silence behind them where they are too few.
fn long_enough(stretch: Stretch<'_>) -> Vec<f32> {
    let mut samples = stretch.samples.to_vec();
    samples.resize(samples.len().max(SHORTEST), 0.0);
    samples
}

fn failed(samples: &[f32], reason: String) -> TranscribeError {
    TranscribeError::Engine {
        seconds: samples.len() as f64 / f64::from(SPEECH_RATE_HZ),
        reason,
    }
}

/// The story's names and jargon as a sentence that might have been said before: Whisper then spells them so.
fn prompt(vocabulary: &[String]) -> String {
    // whisper-rs panics on a zero byte, which a scenario's text can hold.
    format!("{}.", vocabulary.join(", ")).replace('\0', "")
}

fn check_language(
    context: &WhisperContext,
    model: &str,
    hearing: &Hearing,
) -> Result<(), TranscribeError> {
    let known = whisper_rs::get_lang_id(&hearing.language).is_some();
    let hint = if !known {
        "use a two-letter code such as en, de or es"
    } else if hearing.language != "en" && !context.is_multilingual() {
        "choose one whose name does not end in \".en\""
    } else {
        return Ok(());
    };
    Err(TranscribeError::Language {
        language: hearing.language.clone(),
        model: model.to_owned(),
        hint: hint.to_owned(),
    })
}

fn parameters<'h>(
    samples: usize,
    hearing: &'h Hearing,
    effort: Effort<'_>,
) -> FullParams<'h, 'static> {
    let mut parameters = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    parameters.set_n_threads(i32::try_from(effort.threads.max(1)).unwrap_or(1));
    parameters.set_language(Some(&hearing.language));
    parameters.set_no_context(true);
    parameters.set_single_segment(true);
    // Without time tokens there are fewer tokens to make; with them the text differs, now better, now worse.
    parameters.set_no_timestamps(effort.window == Window::Fitted);
    parameters.set_temperature_inc(0.0);
    parameters.set_suppress_nst(true);
    parameters.set_print_progress(false);
    parameters.set_audio_ctx(match effort.window {
        Window::Fitted => fitted_audio_ctx(samples),
        Window::Full => 0,
    });
    // whisper-rs frees the closure never and calls it through the type given here, so it must be this very box.
    let abandon = Arc::clone(effort.abandon);
    let stop: Box<dyn FnMut() -> bool> = Box::new(move || abandon.load(Ordering::Relaxed));
    parameters.set_abort_callback_safe::<_, Box<dyn FnMut() -> bool>>(stop);
    if !hearing.vocabulary.is_empty() {
        parameters.set_initial_prompt(&prompt(&hearing.vocabulary));
    }
    parameters
}

impl Ready {
    /// Joins tokens to words: a token that begins with a space begins a word.
    fn words(&self) -> Result<Vec<RawWord>, String> {
        let end_of_text = self.context.token_eot();
        let mut joiner = Joiner::default();
        for segment in self.state.as_iter() {
            for index in 0..segment.n_tokens() {
                let Some(token) = segment.get_token(index) else {
                    continue;
                };
                let data = token.token_data();
                if data.id >= end_of_text {
                    continue;
                }
                let bytes = token.to_bytes().map_err(|source| source.to_string())?;
                joiner.token(bytes, data.t_dtw, data.p);
            }
        }
        Ok(joiner.finish())
    }
}

/// Frames of 20 ms behind the samples that the encoder sees, and the fewest that it sees.
const MARGIN: usize = 48;
const LEAST: usize = 512;

/// Audio frames of 20 ms that the encoder looks at: what the samples need and a margin, not the full 30 s.
///
/// Never under half the samples' own frames: whisper.cpp aborts the process then.
fn fitted_audio_ctx(samples: usize) -> i32 {
    let frames = samples.div_ceil(320) + MARGIN;
    i32::try_from(frames.next_multiple_of(64).clamp(LEAST, 1500)).unwrap_or(1500)
}

/// Collects tokens into words. Tokens may end inside a UTF-8 character, so bytes are joined first.
#[derive(Default)]
struct Joiner {
    words: Vec<RawWord>,
    bytes: Vec<u8>,
    end_cs: i64,
    start_cs: i64,
    p_sum: f32,
    tokens: u32,
}

impl Joiner {
    fn token(&mut self, bytes: &[u8], end_cs: i64, p: f32) {
        if bytes.first() == Some(&b' ') {
            self.close();
        }
        self.bytes.extend_from_slice(bytes);
        self.end_cs = end_cs;
        self.p_sum += p;
        self.tokens += 1;
    }

    fn close(&mut self) {
        let text = String::from_utf8_lossy(&self.bytes).trim().to_owned();
        if !text.is_empty() {
            // -1 is whisper.cpp's "not aligned".
            let span = (self.end_cs >= 0).then(|| {
                Span::new(
                    Offset::from_centiseconds(self.start_cs),
                    Offset::from_centiseconds(self.end_cs),
                )
            });
            self.words.push(RawWord {
                text,
                span,
                p: self.p_sum / self.tokens.max(1) as f32,
            });
            self.start_cs = self.end_cs.max(self.start_cs);
        }
        self.bytes.clear();
        self.p_sum = 0.0;
        self.tokens = 0;
    }

    fn finish(mut self) -> Vec<RawWord> {
        self.close();
        self.words
    }
}

/// The Silero voice detector as whisper.cpp runs it.
pub struct SileroDetector {
    context: WhisperVadContext,
}

impl SileroDetector {
    /// Loads the detector's model.
    ///
    /// # Errors
    /// [`TranscribeError::Model`] when the file cannot be read or is none.
    pub fn load(path: &Path) -> Result<Self, TranscribeError> {
        let refused = |reason: &str| TranscribeError::Model {
            path: path.to_owned(),
            reason: reason.to_owned(),
        };
        let text = path
            .to_str()
            .filter(|text| !text.contains('\0'))
            .ok_or_else(|| refused("its path is not plain text, which whisper.cpp needs"))?;
        let mut parameters = WhisperVadContextParams::default();
        // With more than one thread its workers spin on every 32 ms frame: minutes instead of milliseconds.
        parameters.set_n_threads(1);
        let context = WhisperVadContext::new(text, parameters)
            .map_err(|_| refused("it is missing or not a voice detector of whisper.cpp's"))?;
        Ok(Self { context })
    }
}

impl Detector for SileroDetector {
    fn probabilities(&mut self, stretch: Stretch<'_>) -> Result<Vec<f32>, DetectError> {
        if stretch.samples.is_empty() {
            return Ok(Vec::new());
        }
        self.context
            .detect_speech(stretch.samples)
            .map_err(|source| DetectError {
                reason: source.to_string(),
            })?;
        Ok(self.context.probabilities().to_vec())
    }
}
