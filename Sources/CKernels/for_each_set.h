// Includes the header `TEMPLATE` once for every instruction set, each time with `SET`, the name of
// the set, and the vectors of `lanes.h`.
#define SET baseline
#define LANES_BYTES 16
#include "lanes.h"
#include TEMPLATE
#undef SET
#undef LANES_BYTES

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define SET avx2
#define LANES_BYTES 32
#include "lanes.h"
#include TEMPLATE
#undef SET
#undef LANES_BYTES
#pragma clang attribute pop

#if !defined(WITHOUT_AVX512)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl"))), apply_to = function)
#define SET avx512
#define LANES_BYTES 64
#include "lanes.h"
#include TEMPLATE
#undef SET
#undef LANES_BYTES
#pragma clang attribute pop
#endif
#endif

#undef TEMPLATE
