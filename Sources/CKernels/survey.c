#include "variants.h"

enum { LEVEL_BITS = 10, LEVEL_MASK = (1 << LEVEL_BITS) - 1, FULL = 16 };

/// Sums over squares of two pixels need two bits more than a level.
static inline uint32_t sum_of_square(
  const uint32_t *upper, const uint32_t *lower, int channel) {
  int shift = LEVEL_BITS * channel;
  return (upper[0] >> shift & LEVEL_MASK) + (upper[1] >> shift & LEVEL_MASK)
    + (lower[0] >> shift & LEVEL_MASK) + (lower[1] >> shift & LEVEL_MASK);
}

static inline uint32_t larger(uint32_t a, uint32_t b) { return a > b ? a : b; }

static void look(
  const uint32_t *levels, size_t stride, size_t width, size_t height, uint32_t black,
  uint32_t white, ki67_look *result) {
  for (size_t y = 0; y < height; y += 2) {
    for (size_t x = 0; x < width; x += 2) {
      const uint32_t *upper = levels + y * stride + x;
      uint32_t least = UINT32_MAX;
      for (int channel = 0; channel < 3; channel++) {
        uint32_t sum = sum_of_square(upper, upper + stride, channel);
        result->sums[channel] += sum;
        result->brightest[channel] = larger(result->brightest[channel], sum);
        least = sum < least ? sum : least;
      }
      result->black += least <= black;
      result->white += least >= white;
    }
  }
}

static void halve(const uint16_t *upper, const uint16_t *lower, size_t count, int32_t *result) {
  for (size_t x = 0; x < count; x++) {
    result[x] = upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1];
  }
}

static inline int64_t laplacian(const int32_t *pixel, ptrdiff_t stride, ptrdiff_t reach) {
  return (int64_t)pixel[-reach] + pixel[reach] + pixel[-reach * stride] + pixel[reach * stride]
    - 4 * (int64_t)pixel[0];
}

static int64_t energy(
  const int32_t *row, ptrdiff_t stride, size_t count, ptrdiff_t reach) {
  int64_t sum = 0;
  for (size_t x = 0; x < count; x++) {
    int64_t value = laplacian(row + x, stride, reach);
    sum += value * value;
  }
  return sum;
}

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2")))

WIDE static inline uint32_t sum_of(__m256i numbers) {
  uint32_t each[8], sum = 0;
  _mm256_storeu_si256((__m256i *)each, numbers);
  for (int i = 0; i < 8; i++) sum += each[i];
  return sum;
}

WIDE static inline uint32_t largest_of(__m256i numbers) {
  uint32_t each[8], largest = 0;
  _mm256_storeu_si256((__m256i *)each, numbers);
  for (int i = 0; i < 8; i++) largest = larger(largest, each[i]);
  return largest;
}

/// Squares of sixteen columns, eight in a vector; their order does not matter. Red and blue leave each
/// other room enough to be summed together.
WIDE static void look_avx2(
  const uint32_t *levels, size_t stride, size_t width, size_t height, uint32_t black,
  uint32_t white, ki67_look *result) {
  if (width != FULL) {
    look(levels, stride, width, height, black, white, result);
    return;
  }
  const __m256i outer = _mm256_set1_epi32(LEVEL_MASK | LEVEL_MASK << 2 * LEVEL_BITS);
  const __m256i inner = _mm256_set1_epi32(LEVEL_MASK << LEVEL_BITS);
  const __m256i low = _mm256_set1_epi32((1 << (LEVEL_BITS + 2)) - 1);
  const __m256i dark = _mm256_set1_epi32((int)black + 1), light = _mm256_set1_epi32((int)white - 1);
  __m256i sums[3] = {}, brightest[3] = {}, blacks = {}, whites = {};
  for (size_t y = 0; y < height; y += 2) {
    const __m256i *upper = (const __m256i *)(levels + y * stride);
    const __m256i *lower = (const __m256i *)(levels + (y + 1) * stride);
    __m256i a = _mm256_loadu_si256(upper), b = _mm256_loadu_si256(upper + 1);
    __m256i c = _mm256_loadu_si256(lower), d = _mm256_loadu_si256(lower + 1);
    __m256i sides = _mm256_hadd_epi32(
      _mm256_add_epi32(_mm256_and_si256(a, outer), _mm256_and_si256(c, outer)),
      _mm256_add_epi32(_mm256_and_si256(b, outer), _mm256_and_si256(d, outer)));
    __m256i middles = _mm256_hadd_epi32(
      _mm256_add_epi32(_mm256_and_si256(a, inner), _mm256_and_si256(c, inner)),
      _mm256_add_epi32(_mm256_and_si256(b, inner), _mm256_and_si256(d, inner)));
    __m256i colors[3] = {
      _mm256_and_si256(sides, low), _mm256_srli_epi32(middles, LEVEL_BITS),
      _mm256_srli_epi32(sides, 2 * LEVEL_BITS)};
    for (int channel = 0; channel < 3; channel++) {
      sums[channel] = _mm256_add_epi32(sums[channel], colors[channel]);
      brightest[channel] = _mm256_max_epi32(brightest[channel], colors[channel]);
    }
    __m256i least = _mm256_min_epi32(colors[0], _mm256_min_epi32(colors[1], colors[2]));
    blacks = _mm256_sub_epi32(blacks, _mm256_cmpgt_epi32(dark, least));
    whites = _mm256_sub_epi32(whites, _mm256_cmpgt_epi32(least, light));
  }
  for (int channel = 0; channel < 3; channel++) {
    result->sums[channel] += sum_of(sums[channel]);
    result->brightest[channel] =
      larger(result->brightest[channel], largest_of(brightest[channel]));
  }
  result->black += sum_of(blacks);
  result->white += sum_of(whites);
}

WIDE static void halve_avx2(
  const uint16_t *upper, const uint16_t *lower, size_t count, int32_t *result) {
  const __m256i one = _mm256_set1_epi16(1);
  size_t x = 0;
  for (; x + 8 <= count; x += 8) {
    __m256i above = _mm256_loadu_si256((const __m256i *)(upper + 2 * x));
    __m256i below = _mm256_loadu_si256((const __m256i *)(lower + 2 * x));
    __m256i sums =
      _mm256_add_epi32(_mm256_madd_epi16(above, one), _mm256_madd_epi16(below, one));
    _mm256_storeu_si256((__m256i *)(result + x), sums);
  }
  halve(upper + 2 * x, lower + 2 * x, count - x, result + x);
}

WIDE static inline __m256i load(const int32_t *numbers) {
  return _mm256_loadu_si256((const __m256i *)numbers);
}

WIDE static int64_t energy_avx2(
  const int32_t *row, ptrdiff_t stride, size_t count, ptrdiff_t reach) {
  __m256i sums = {};
  size_t x = 0;
  for (; x + 8 <= count; x += 8) {
    const int32_t *pixel = row + x;
    __m256i across = _mm256_add_epi32(load(pixel - reach), load(pixel + reach));
    __m256i down = _mm256_add_epi32(load(pixel - reach * stride), load(pixel + reach * stride));
    __m256i value = _mm256_sub_epi32(
      _mm256_add_epi32(across, down), _mm256_slli_epi32(load(pixel), 2));
    __m256i odd = _mm256_srli_epi64(value, 32);
    sums = _mm256_add_epi64(
      sums, _mm256_add_epi64(_mm256_mul_epi32(value, value), _mm256_mul_epi32(odd, odd)));
  }
  int64_t each[4];
  _mm256_storeu_si256((__m256i *)each, sums);
  return each[0] + each[1] + each[2] + each[3] + energy(row + x, stride, count - x, reach);
}
#else
#define look_avx2 look
#define halve_avx2 halve
#define energy_avx2 energy
#endif

void ki67_look_at(
  ki67_instructions set, const uint32_t *levels, size_t stride, size_t width, size_t height,
  uint32_t black, uint32_t white, ki67_look *result) {
  memset(result, 0, sizeof *result);
  (set == KI67_BASELINE ? look : look_avx2)(levels, stride, width, height, black, white, result);
}

void ki67_halve_rows(
  ki67_instructions set, const uint16_t *upper, const uint16_t *lower, size_t count,
  int32_t *result) {
  (set == KI67_BASELINE ? halve : halve_avx2)(upper, lower, count, result);
}

int64_t ki67_laplacian_energy(
  ki67_instructions set, const int32_t *row, ptrdiff_t stride, size_t count, ptrdiff_t reach) {
  return (set == KI67_BASELINE ? energy : energy_avx2)(row, stride, count, reach);
}
