#include "CKernels.h"

ki67_instructions ki67_best_instructions(void) {
#if defined(__x86_64__)
  if (
    __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
    && __builtin_cpu_supports("avx512vl")) {
    return KI67_AVX512;
  }
  if (__builtin_cpu_supports("avx2")) return KI67_AVX2;
#endif
  return KI67_BASELINE;
}
