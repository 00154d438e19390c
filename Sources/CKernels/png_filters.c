#include <stdlib.h>

#include "variants.h"

enum { CHANNELS = 3, AVX2_ROWS = 4 };

/// Filters of the PNG specification, clause 9.
enum { NONE = 0, SUB = 1, UP = 2, AVERAGE = 3, PAETH = 4 };

static void undo_sub(const uint8_t *row, size_t count, uint8_t *to) {
  memcpy(to, row, CHANNELS);
  for (size_t i = CHANNELS; i < count; i++) to[i] = (uint8_t)(row[i] + to[i - CHANNELS]);
}

static void undo_up(const uint8_t *row, const uint8_t *above, size_t count, uint8_t *to) {
  for (size_t i = 0; i < count; i++) to[i] = (uint8_t)(row[i] + above[i]);
}

static void undo_average(const uint8_t *row, const uint8_t *above, size_t count, uint8_t *to) {
  for (size_t i = 0; i < CHANNELS; i++) to[i] = (uint8_t)(row[i] + above[i] / 2);
  for (size_t i = CHANNELS; i < count; i++) {
    to[i] = (uint8_t)(row[i] + (to[i - CHANNELS] + above[i]) / 2);
  }
}

/// The neighbor that is nearest to left + above - corner; left wins ties, then above.
static inline uint8_t paeth(int left, int above, int corner) {
  int to_left = abs(above - corner), to_above = abs(left - corner);
  int to_corner = abs(left + above - 2 * corner);
  if (to_left <= to_above && to_left <= to_corner) return (uint8_t)left;
  return (uint8_t)(to_above <= to_corner ? above : corner);
}

static void undo_paeth(const uint8_t *row, const uint8_t *above, size_t count, uint8_t *to) {
  for (size_t i = 0; i < CHANNELS; i++) to[i] = (uint8_t)(row[i] + above[i]);
  for (size_t i = CHANNELS; i < count; i++) {
    to[i] = (uint8_t)(row[i] + paeth(to[i - CHANNELS], above[i], above[i - CHANNELS]));
  }
}

static int undo(const uint8_t *row, const uint8_t *above, size_t count, uint8_t *to) {
  switch (*row++) {
    case NONE: memcpy(to, row, count); return 1;
    case SUB: undo_sub(row, count, to); return 1;
    case UP: undo_up(row, above, count, to); return 1;
    case AVERAGE: undo_average(row, above, count, to); return 1;
    case PAETH: undo_paeth(row, above, count, to); return 1;
    default: return 0;
  }
}

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))

/// A pixel and the byte behind it.
static inline int32_t load_pixel(const uint8_t *pixel) {
  int32_t bytes;
  memcpy(&bytes, pixel, sizeof bytes);
  return bytes;
}

static inline void store_pixel(uint8_t *pixel, int32_t bytes) {
  memcpy(pixel, &bytes, CHANNELS);
}

AVX2 static void undo_sub_avx2(const uint8_t *row, size_t count, uint8_t *to) {
  __m128i pixel = _mm_setzero_si128();
  for (size_t i = 0; i < count; i += CHANNELS) {
    pixel = _mm_add_epi8(pixel, _mm_cvtsi32_si128(load_pixel(row + i)));
    store_pixel(to + i, _mm_cvtsi128_si32(pixel));
  }
}

AVX2 static void undo_average_avx2(
  const uint8_t *row, const uint8_t *above, size_t count, uint8_t *to) {
  __m128i pixel = _mm_setzero_si128(), one = _mm_set1_epi8(1);
  for (size_t i = 0; i < count; i += CHANNELS) {
    __m128i upper = _mm_cvtsi32_si128(load_pixel(above + i));
    // The instruction rounds up.
    __m128i odd = _mm_and_si128(_mm_xor_si128(pixel, upper), one);
    __m128i mean = _mm_sub_epi8(_mm_avg_epu8(pixel, upper), odd);
    pixel = _mm_add_epi8(mean, _mm_cvtsi32_si128(load_pixel(row + i)));
    store_pixel(to + i, _mm_cvtsi128_si32(pixel));
  }
}

/// Pixels of four rows, 16 bits a sample, and what the next ones are made of.
typedef struct {
  __m256i left;
  __m256i corner;
} paeth_state;

/// The next pixel of each row, a pixel behind that of the row above; whose pixels all lie side by side
/// in a vector, so that the last ones of rows 0 to 2 are what lies above the next ones of 1 to 3.
AVX2 static inline __m256i paeth_step(paeth_state *state, __m256i filtered, __m256i first_above) {
  __m256i left = state->left, corner = state->corner;
  __m256i moved = _mm256_permute4x64_epi64(left, 0x90);
  __m256i above = _mm256_blend_epi32(moved, first_above, 0x03);
  __m256i toward_left = _mm256_sub_epi16(above, corner);
  __m256i toward_above = _mm256_sub_epi16(left, corner);
  __m256i to_corner = _mm256_abs_epi16(_mm256_add_epi16(toward_left, toward_above));
  __m256i to_left = _mm256_abs_epi16(toward_left), to_above = _mm256_abs_epi16(toward_above);
  __m256i least = _mm256_min_epi16(to_corner, _mm256_min_epi16(to_left, to_above));
  __m256i nearest =
    _mm256_blendv_epi8(corner, above, _mm256_cmpeq_epi16(least, to_above));
  nearest = _mm256_blendv_epi8(nearest, left, _mm256_cmpeq_epi16(least, to_left));
  state->left =
    _mm256_and_si256(_mm256_add_epi16(filtered, nearest), _mm256_set1_epi16(0xff));
  state->corner = above;
  return state->left;
}

AVX2 static inline __m256i widen(int32_t a, int32_t b, int32_t c, int32_t d) {
  return _mm256_cvtepu8_epi16(_mm_setr_epi32(a, b, c, d));
}

/// Four rows at once: a row alone waits for each of its pixels in turn.
AVX2 static void undo_four_paeth(
  const uint8_t *rows, const uint8_t *above, size_t width, uint8_t *to) {
  const size_t bytes = CHANNELS * width;
  const uint8_t *from[AVX2_ROWS];
  uint8_t *target[AVX2_ROWS];
  for (size_t row = 0; row < AVX2_ROWS; row++) {
    // Pixel `x - row` of a row is in hand at `x`.
    from[row] = rows + row * (bytes + 1) + 1 - CHANNELS * row;
    target[row] = to + row * bytes - CHANNELS * row;
  }
  paeth_state state = {_mm256_setzero_si256(), _mm256_setzero_si256()};
  for (size_t x = 0; x < width + AVX2_ROWS - 1; x++) {
    size_t at = CHANNELS * x;
    int32_t filtered[AVX2_ROWS];
    for (size_t row = 0; row < AVX2_ROWS; row++) {
      filtered[row] = x >= row && x - row < width ? load_pixel(from[row] + at) : 0;
    }
    int32_t upper = x < width ? load_pixel(above + at) : 0;
    __m256i pixels = paeth_step(
      &state, widen(filtered[0], filtered[1], filtered[2], filtered[3]),
      _mm256_castsi128_si256(_mm_cvtepu8_epi16(_mm_cvtsi32_si128(upper))));
    __m256i packed = _mm256_packus_epi16(pixels, pixels);
    __m128i low = _mm256_castsi256_si128(packed), high = _mm256_extracti128_si256(packed, 1);
    int32_t found[AVX2_ROWS] = {
      _mm_cvtsi128_si32(low), _mm_extract_epi32(low, 1), _mm_cvtsi128_si32(high),
      _mm_extract_epi32(high, 1)};
    for (size_t row = 0; row < AVX2_ROWS; row++) {
      if (x >= row && x - row < width) store_pixel(target[row] + at, found[row]);
    }
  }
}

static int are_four_paeth(const uint8_t *rows, size_t stride) {
  return rows[0] == PAETH && rows[stride] == PAETH && rows[2 * stride] == PAETH
    && rows[3 * stride] == PAETH;
}

/// As many rows as are best done at once; returns their number, or 0 when a filter is unknown.
static size_t undo_avx2(
  const uint8_t *rows, const uint8_t *above, size_t width, size_t left, uint8_t *to) {
  const size_t bytes = CHANNELS * width;
  if (left >= AVX2_ROWS && are_four_paeth(rows, bytes + 1)) {
    undo_four_paeth(rows, above, width, to);
    return AVX2_ROWS;
  }
  switch (*rows) {
    case SUB: undo_sub_avx2(rows + 1, bytes, to); return 1;
    case AVERAGE: undo_average_avx2(rows + 1, above, bytes, to); return 1;
    default: return (size_t)undo(rows, above, bytes, to);
  }
}
#endif

int ki67_png_unfilter(
  ki67_instructions set, const uint8_t *rows, const uint8_t *above, size_t width, size_t height,
  uint8_t *rgb) {
  const size_t bytes = CHANNELS * width;
  size_t count = 1;
  for (size_t y = 0; y < height; y += count) {
#if defined(__x86_64__)
    if (set != KI67_BASELINE) {
      count = undo_avx2(rows, above, width, height - y, rgb);
    } else {
      count = (size_t)undo(rows, above, bytes, rgb);
    }
#else
    (void)set;
    count = (size_t)undo(rows, above, bytes, rgb);
#endif
    if (count == 0) return 0;
    rows += count * (bytes + 1);
    rgb += count * bytes;
    above = rgb - bytes;
  }
  return 1;
}
