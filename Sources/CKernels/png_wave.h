/// Filters of PNG rows undone with AVX2, for pixels of one, three or four bytes.
///
/// A pixel waits for its left neighbor, so that a row by itself goes at the pace of one pixel after
/// the other. Eight rows go together as a wave: each row is one pixel behind the row above it, which
/// so has its pixels ready.

#define AVX2 __attribute__((target("avx2")))
#define INLINE_AVX2 __attribute__((always_inline)) AVX2 static inline

/// A pixel of four bytes, or a smaller one and what lies behind it, which changes nothing.
static inline int32_t load_pixel(const uint8_t *pixel) {
  int32_t bytes;
  memcpy(&bytes, pixel, sizeof bytes);
  return bytes;
}

INLINE_AVX2 void store_pixel(uint8_t *pixel, int32_t bytes, size_t step) {
  memcpy(pixel, &bytes, step);
}

/// Calls a function with the bytes of a pixel as a constant, for which it is compiled by itself.
#define FOR_STEP(step, name, ...)          \
  switch (step) {                          \
    case 1: name(__VA_ARGS__, 1); break;   \
    case 3: name(__VA_ARGS__, 3); break;   \
    default: name(__VA_ARGS__, 4);         \
  }

INLINE_AVX2 void sum_row(const uint8_t *row, size_t bytes, uint8_t *to, size_t step) {
  __m128i pixel = _mm_setzero_si128();
  for (size_t i = 0; i < bytes; i += step) {
    pixel = _mm_add_epi8(pixel, _mm_cvtsi32_si128(load_pixel(row + i)));
    store_pixel(to + i, _mm_cvtsi128_si32(pixel), step);
  }
}

AVX2 static void undo_sub_avx2(const uint8_t *row, row_shape shape, uint8_t *to) {
  FOR_STEP(shape.step, sum_row, row, shape.bytes, to);
}

INLINE_AVX2 void sum_row_of_means(
  const uint8_t *row, const uint8_t *above, size_t bytes, uint8_t *to, size_t step) {
  __m128i pixel = _mm_setzero_si128(), one = _mm_set1_epi8(1);
  for (size_t i = 0; i < bytes; i += step) {
    __m128i upper = _mm_cvtsi32_si128(load_pixel(above + i));
    // The instruction rounds up.
    __m128i odd = _mm_and_si128(_mm_xor_si128(pixel, upper), one);
    __m128i mean = _mm_sub_epi8(_mm_avg_epu8(pixel, upper), odd);
    pixel = _mm_add_epi8(mean, _mm_cvtsi32_si128(load_pixel(row + i)));
    store_pixel(to + i, _mm_cvtsi128_si32(pixel), step);
  }
}

AVX2 static void undo_average_avx2(
  const uint8_t *row, const uint8_t *above, row_shape shape, uint8_t *to) {
  FOR_STEP(shape.step, sum_row_of_means, row, above, shape.bytes, to);
}

/// Rows of a wave, and where they go.
typedef struct {
  const uint8_t *rows;
  const uint8_t *above;
  uint8_t *to;
  row_shape shape;
} wave;

/// The newest pixels of four rows, 16 bits a sample, and the pixels above them.
typedef struct {
  __m256i left;
  __m256i corner;
} wave_half;

/// Which rows of half a wave have which filter: all bits of a row are set, or none.
typedef struct {
  __m256i sub;
  __m256i up;
  __m256i average;
  __m256i paeth;
} wave_filters;

INLINE_AVX2 __m256i predict_paeth(__m256i left, __m256i above, __m256i corner) {
  __m256i toward_left = _mm256_sub_epi16(above, corner);
  __m256i toward_above = _mm256_sub_epi16(left, corner);
  __m256i to_corner = _mm256_abs_epi16(_mm256_add_epi16(toward_left, toward_above));
  __m256i to_left = _mm256_abs_epi16(toward_left), to_above = _mm256_abs_epi16(toward_above);
  __m256i least = _mm256_min_epi16(to_corner, _mm256_min_epi16(to_left, to_above));
  __m256i nearest = _mm256_blendv_epi8(corner, above, _mm256_cmpeq_epi16(least, to_above));
  return _mm256_blendv_epi8(nearest, left, _mm256_cmpeq_epi16(least, to_left));
}

/// What the filters predict; without `filters` all rows have Paeth's.
INLINE_AVX2 __m256i predict(
  const wave_filters *filters, __m256i left, __m256i above, __m256i corner) {
  __m256i nearest = predict_paeth(left, above, corner);
  if (!filters) return nearest;
  __m256i mean = _mm256_srli_epi16(_mm256_add_epi16(left, above), 1);
  return _mm256_or_si256(
    _mm256_or_si256(
      _mm256_and_si256(filters->paeth, nearest), _mm256_and_si256(filters->average, mean)),
    _mm256_or_si256(_mm256_and_si256(filters->sub, left), _mm256_and_si256(filters->up, above)));
}

/// The next pixel of each of four rows.
///
/// The pixels of the rows lie side by side, so that the last ones of rows 0 to 2 are what lies above
/// the next ones of 1 to 3; `first_above` has what lies above row 0.
INLINE_AVX2 void advance(
  wave_half *half, const wave_filters *filters, __m256i filtered, __m256i first_above) {
  __m256i moved = _mm256_permute4x64_epi64(half->left, 0x90);
  __m256i above = _mm256_blend_epi32(moved, first_above, 0x03);
  __m256i predicted = predict(filters, half->left, above, half->corner);
  half->corner = above;
  half->left = _mm256_and_si256(_mm256_add_epi16(filtered, predicted), _mm256_set1_epi16(0xff));
}

INLINE_AVX2 __m256i widened(const int32_t *pixels) {
  return _mm256_cvtepu8_epi16(_mm_setr_epi32(pixels[0], pixels[1], pixels[2], pixels[3]));
}

/// Pixel `x - row` of the rows from `low` up to `high`; those are all pixels of their rows.
///
/// `is_inside` says that the byte behind a pixel of three may be written, too: its own row comes
/// there next.
INLINE_AVX2 void step_wave(
  const wave *wave, wave_half halves[2], const wave_filters *filters, size_t x, size_t low,
  size_t high, int is_inside, size_t step) {
  const size_t at = step * x;
  int32_t pixels[WAVE_ROWS];
  for (size_t row = 0; row < WAVE_ROWS; row++) {
    const uint8_t *start = wave->rows + row * (wave->shape.bytes + 1 - step) + 1;
    pixels[row] = row >= low && row < high ? load_pixel(start + at) : 0;
  }
  int32_t upper = low == 0 ? load_pixel(wave->above + at) : 0;
  __m256i fourth = _mm256_permute4x64_epi64(halves[0].left, 0xff);
  advance(
    &halves[0], filters, widened(pixels),
    _mm256_castsi128_si256(_mm_cvtepu8_epi16(_mm_cvtsi32_si128(upper))));
  advance(&halves[1], filters ? filters + 1 : filters, widened(pixels + 4), fourth);
  // Rows 0, 1, 4, 5 and then 2, 3, 6, 7.
  __m256i packed = _mm256_packus_epi16(halves[0].left, halves[1].left);
  _mm256_storeu_si256((__m256i *)pixels, _mm256_permute4x64_epi64(packed, 0xd8));
  for (size_t row = 0; row < WAVE_ROWS; row++) {
    uint8_t *start = wave->to + row * (wave->shape.bytes - step);
    if (row >= low && row < high) store_pixel(start + at, pixels[row], is_inside && step == 3 ? 4 : step);
  }
}

/// Undoes `count` rows; `step` and whether there are `filters` are constants where this is called.
INLINE_AVX2 void run_wave(
  const wave *wave, size_t count, const wave_filters *filters, size_t step) {
  const __m256i none = _mm256_setzero_si256();
  wave_half halves[2] = {{none, none}, {none, none}};
  const size_t width = wave->shape.bytes / step;
  size_t x = 0;
  if (count == WAVE_ROWS) {
    for (; x + 1 < WAVE_ROWS && x + 1 < width; x++) {
      step_wave(wave, halves, filters, x, 0, x + 1, 0, step);
    }
    for (; x + 1 < width; x++) step_wave(wave, halves, filters, x, 0, WAVE_ROWS, 1, step);
  }
  for (; x + 1 < width + count; x++) {
    size_t low = x < width ? 0 : x - width + 1, high = x < count ? x + 1 : count;
    step_wave(wave, halves, filters, x, low, high, 0, step);
  }
}

/// Filters of the half of a wave that begins with row `first`; the wave has `count` rows.
AVX2 static wave_filters filters_of(
  const uint8_t *rows, size_t stride, size_t first, size_t count) {
  int64_t bits[PAETH][WAVE_ROWS / 2] = {{0}};
  for (size_t row = first; row < count && row < first + WAVE_ROWS / 2; row++) {
    uint8_t kind = rows[row * stride];
    if (kind != NONE) bits[kind - SUB][row - first] = -1;
  }
  wave_filters filters;
  memcpy(&filters, bits, sizeof filters);
  return filters;
}

/// Undoes up to eight rows; `is_paeth` says that all have Paeth's filter.
AVX2 static void undo_wave(
  const uint8_t *rows, const uint8_t *above, row_shape shape, size_t count, int is_paeth,
  uint8_t *to) {
  const wave wave = {rows, above, to, shape};
  const size_t stride = shape.bytes + 1;
  if (is_paeth) {
    FOR_STEP(shape.step, run_wave, &wave, count, NULL);
    return;
  }
  const wave_filters filters[2] = {
    filters_of(rows, stride, 0, count), filters_of(rows, stride, WAVE_ROWS / 2, count)};
  FOR_STEP(shape.step, run_wave, &wave, count, filters);
}
