/// One body for several instruction sets: a template that `for_each_set.h` includes once for each.
#ifndef KI67_VARIANTS_H
#define KI67_VARIANTS_H

#include <string.h>

#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#else
typedef int16_t int16_lanes __attribute__((vector_size(16)));
typedef uint16_t uint16_lanes __attribute__((vector_size(16)));
typedef int32_t int32_lanes __attribute__((vector_size(32)));
typedef uint32_t uint32_lanes __attribute__((vector_size(32)));

static inline int16_lanes load_lanes(const void *samples) {
  int16_lanes result;
  memcpy(&result, samples, sizeof result);
  return result;
}

static inline void store_lanes(void *samples, int16_lanes values) {
  memcpy(samples, &values, sizeof values);
}
#endif

// No multiplication may be fused with an addition: a fused one rounds once instead of twice.
#pragma STDC FP_CONTRACT OFF

#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define JOIN_(name, suffix) name##_##suffix
#define JOIN(name, suffix) JOIN_(name, suffix)
/// Name of a template's function in the set in hand.
#define VARIANT(name) JOIN(name, SET)


/// Calls what a template defined as `VARIANT(name)` for the set that a variable `set` holds.
#if defined(__x86_64__)
#define DISPATCH(name, ...)                                    \
  switch (set) {                                               \
    case KI67_AVX512: JOIN(name, avx512)(__VA_ARGS__); break;  \
    case KI67_AVX2: JOIN(name, avx2)(__VA_ARGS__); break;      \
    case KI67_BASELINE: JOIN(name, baseline)(__VA_ARGS__);     \
  }
#else
#define DISPATCH(name, ...)           \
  do {                                \
    (void)set;                        \
    JOIN(name, baseline)(__VA_ARGS__); \
  } while (0)
#endif

#endif
