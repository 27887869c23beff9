// RELAPSE_ADDRESS_SANITIZER: compiled with AddressSanitizer. g++ says so with a macro of its own,
// clang++ with a feature.
#ifndef HARNESS_CORE_ADDRESS_SANITIZER_H_
#define HARNESS_CORE_ADDRESS_SANITIZER_H_

#if defined(__SANITIZE_ADDRESS__)
#define RELAPSE_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RELAPSE_ADDRESS_SANITIZER 1
#endif
#endif

#endif  // HARNESS_CORE_ADDRESS_SANITIZER_H_
