#include "variants.h"

enum { GROUP = 8, LEVEL_BITS = 10 };
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
#else
#define add_rows_avx2 add_rows
#define add_columns_avx2 add_columns
#endif

void ki67_cubic_row(
  ki67_instructions set, const uint8_t *const rows[4], size_t stride, size_t count,
  const float row_weights[4], const ki67_cubic_columns *columns, float *room, uint32_t *packed) {
  for (size_t channel = 0; channel < 3; channel++) {
    int shift = LEVEL_BITS * (int)channel;
    if (set == KI67_BASELINE) {
      add_rows(rows, channel * stride, count, row_weights, room);
      add_columns(room, columns, shift, packed);
    } else {
      add_rows_avx2(rows, channel * stride, count, row_weights, room);
      add_columns_avx2(room, columns, shift, packed);
    }
  }
}
