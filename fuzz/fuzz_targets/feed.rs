#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    agentic_commerce_fuzz::feed(data);
});
