//! Keeps libasound from writing to standard error: its complaints about plugins that nobody installed are not for the
//! user, and would tear up the live screen. What goes wrong is told by the error values that it returns as well.
#![allow(
    unsafe_code,
    reason = "libasound's error handler can be set only through its C interface"
)]

/// Silences libasound in the calling thread, for as long as that thread lives. Costs nothing when repeated.
pub fn this_thread() {
    #[cfg(target_os = "linux")]
    // SAFETY: the handler is a function of exactly the type that the library calls; it touches none of its arguments
    // and lives as long as the program. The setting is the thread's own, so no other thread can be using it.
    unsafe {
        alsa_sys::snd_lib_error_set_local(Some(ignore));
    }
}

#[cfg(target_os = "linux")]
unsafe extern "C" fn ignore(
    _file: *const std::ffi::c_char,
    _line: std::ffi::c_int,
    _function: *const std::ffi::c_char,
    _error: std::ffi::c_int,
    _format: *const std::ffi::c_char,
    _arguments: *mut alsa_sys::__va_list_tag,
) {
}
