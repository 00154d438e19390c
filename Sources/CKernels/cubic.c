#include "variants.h"

enum { GROUP = 8, WIDE_GROUP = 16, LEVEL_BITS = 10 };
/// Quarter intensities.
static const float resolution = 4, highest = 1020;

static void add_rows(
  const uint8_t *const rows[4], size_t first, size_t count, const float weights[4], float *sums) {
  for (size_t i = 0; i < count; i++) {
    float sum = weights[0] * (float)rows[0][first + i] + weights[1] * (float)rows[1][first + i];
    sum = sum + weights[2] * (float)rows[2][first + i];
    sums[i] = sum + weights[3] * (float)rows[3][first + i];
  }
}

static void add_columns(
  const float *sums, const ki67_cubic_columns *columns, int shift, uint32_t *packed) {
  for (size_t i = 0; i < GROUP * columns->group_count; i++) {
    const float *from = sums + columns->firsts[i / GROUP] + columns->steps[i];
    const float *weights = columns->weights + i / GROUP * 4 * GROUP + i % GROUP;
    float sum = from[0] * weights[0] + from[1] * weights[GROUP];
    sum = sum + from[2] * weights[2 * GROUP];
    sum = sum + from[3] * weights[3 * GROUP];
    float level = sum * resolution + 0.5f;
    level = level < 0 ? 0 : level > highest ? highest : level;
    packed[i] = (shift ? packed[i] : 0) | (uint32_t)level << shift;
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static inline __m256 bytes_as_numbers(const uint8_t *bytes) {
  return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)bytes)));
}

__attribute__((target("avx2"))) static void add_rows_avx2(
  const uint8_t *const rows[4], size_t first, size_t count, const float weights[4], float *sums) {
  __m256 w0 = _mm256_set1_ps(weights[0]), w1 = _mm256_set1_ps(weights[1]);
  __m256 w2 = _mm256_set1_ps(weights[2]), w3 = _mm256_set1_ps(weights[3]);
  for (size_t i = 0; i < count; i += GROUP) {
    __m256 sum = _mm256_add_ps(
      _mm256_mul_ps(w0, bytes_as_numbers(rows[0] + first + i)),
      _mm256_mul_ps(w1, bytes_as_numbers(rows[1] + first + i)));
    sum = _mm256_add_ps(sum, _mm256_mul_ps(w2, bytes_as_numbers(rows[2] + first + i)));
    sum = _mm256_add_ps(sum, _mm256_mul_ps(w3, bytes_as_numbers(rows[3] + first + i)));
    _mm256_storeu_ps(sums + i, sum);
  }
}

/// The columns of 8 neighboring pixels that are at most one column apart lie in one vector.
__attribute__((target("avx2"))) static inline __m256 columns_product(
  const float *sums, __m256i steps, const float *weights) {
  __m256 samples = _mm256_permutevar8x32_ps(_mm256_loadu_ps(sums), steps);
  return _mm256_mul_ps(samples, _mm256_loadu_ps(weights));
}

__attribute__((target("avx2"))) static void add_columns_avx2(
  const float *sums, const ki67_cubic_columns *columns, int shift, uint32_t *packed) {
  __m128i bits = _mm_cvtsi32_si128(shift);
  for (size_t group = 0; group < columns->group_count; group++) {
    const float *from = sums + columns->firsts[group];
    const float *weights = columns->weights + 4 * GROUP * group;
    __m256i steps = _mm256_loadu_si256((const __m256i *)(columns->steps + GROUP * group));
    __m256 sum = _mm256_add_ps(
      columns_product(from, steps, weights), columns_product(from + 1, steps, weights + GROUP));
    sum = _mm256_add_ps(sum, columns_product(from + 2, steps, weights + 2 * GROUP));
    sum = _mm256_add_ps(sum, columns_product(from + 3, steps, weights + 3 * GROUP));
    __m256 level =
      _mm256_add_ps(_mm256_mul_ps(sum, _mm256_set1_ps(resolution)), _mm256_set1_ps(0.5f));
    level = _mm256_min_ps(_mm256_max_ps(level, _mm256_setzero_ps()), _mm256_set1_ps(highest));
    __m256i pixels = _mm256_sll_epi32(_mm256_cvttps_epi32(level), bits);
    __m256i *to = (__m256i *)(packed + GROUP * group);
    if (shift) pixels = _mm256_or_si256(pixels, _mm256_loadu_si256(to));
    _mm256_storeu_si256(to, pixels);
  }
}

#define WIDE __attribute__((target("avx512f,avx512bw,avx512vl")))

WIDE static inline __m512 wide_numbers(const uint8_t *bytes) {
  return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)bytes)));
}

WIDE static void add_rows_avx512(
  const uint8_t *const rows[4], size_t first, size_t count, const float weights[4], float *sums) {
  __m512 w0 = _mm512_set1_ps(weights[0]), w1 = _mm512_set1_ps(weights[1]);
  __m512 w2 = _mm512_set1_ps(weights[2]), w3 = _mm512_set1_ps(weights[3]);
  for (size_t i = 0; i < count; i += WIDE_GROUP) {
    __m512 sum = _mm512_add_ps(
      _mm512_mul_ps(w0, wide_numbers(rows[0] + first + i)),
      _mm512_mul_ps(w1, wide_numbers(rows[1] + first + i)));
    sum = _mm512_add_ps(sum, _mm512_mul_ps(w2, wide_numbers(rows[2] + first + i)));
    sum = _mm512_add_ps(sum, _mm512_mul_ps(w3, wide_numbers(rows[3] + first + i)));
    _mm512_storeu_ps(sums + i, sum);
  }
}

WIDE static inline __m512 wide_product(const float *sums, __m512i steps, const float *weights) {
  return _mm512_mul_ps(
    _mm512_permutexvar_ps(steps, _mm512_loadu_ps(sums)), _mm512_loadu_ps(weights));
}

WIDE static void add_columns_avx512(
  const float *sums, const ki67_cubic_columns *columns, int shift, uint32_t *packed) {
  __m128i bits = _mm_cvtsi32_si128(shift);
  for (size_t group = 0; group < columns->group_count; group++) {
    const float *from = sums + columns->firsts[group];
    const float *weights = columns->weights + 4 * WIDE_GROUP * group;
    __m512i steps = _mm512_loadu_si512(columns->steps + WIDE_GROUP * group);
    __m512 sum = _mm512_add_ps(
      wide_product(from, steps, weights), wide_product(from + 1, steps, weights + WIDE_GROUP));
    sum = _mm512_add_ps(sum, wide_product(from + 2, steps, weights + 2 * WIDE_GROUP));
    sum = _mm512_add_ps(sum, wide_product(from + 3, steps, weights + 3 * WIDE_GROUP));
    __m512 level =
      _mm512_add_ps(_mm512_mul_ps(sum, _mm512_set1_ps(resolution)), _mm512_set1_ps(0.5f));
    level = _mm512_min_ps(_mm512_max_ps(level, _mm512_setzero_ps()), _mm512_set1_ps(highest));
    __m512i pixels = _mm512_sll_epi32(_mm512_cvttps_epi32(level), bits);
    uint32_t *to = packed + WIDE_GROUP * group;
    if (shift) pixels = _mm512_or_si512(pixels, _mm512_loadu_si512(to));
    _mm512_storeu_si512(to, pixels);
  }
}
#endif

#define add_rows_baseline add_rows
#define add_columns_baseline add_columns

size_t ki67_cubic_group(ki67_instructions set) {
  return set == KI67_AVX512 ? WIDE_GROUP : GROUP;
}

void ki67_cubic_row(
  ki67_instructions set, const uint8_t *const rows[4], size_t stride, size_t count,
  const float row_weights[4], const ki67_cubic_columns *columns, float *room, uint32_t *packed) {
  for (size_t channel = 0; channel < 3; channel++) {
    int shift = LEVEL_BITS * (int)channel;
    DISPATCH(add_rows, rows, channel * stride, count, row_weights, room);
    DISPATCH(add_columns, room, columns, shift, packed);
  }
}
