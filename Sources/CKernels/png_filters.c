#include <stdlib.h>

#include "variants.h"

enum { WAVE_ROWS = 8 };

/// Filters of the PNG specification, clause 9.
enum { NONE = 0, SUB = 1, UP = 2, AVERAGE = 3, PAETH = 4 };

/// Rows of pixels: `bytes` of a row, `step` from a sample to the same one of the next pixel.
typedef struct {
  size_t bytes;
  size_t step;
} row_shape;

static void undo_sub(const uint8_t *row, row_shape shape, uint8_t *to) {
  memcpy(to, row, shape.step);
  for (size_t i = shape.step; i < shape.bytes; i++) {
    to[i] = (uint8_t)(row[i] + to[i - shape.step]);
  }
}

static void undo_up(const uint8_t *row, const uint8_t *above, row_shape shape, uint8_t *to) {
  for (size_t i = 0; i < shape.bytes; i++) to[i] = (uint8_t)(row[i] + above[i]);
}

static void undo_average(const uint8_t *row, const uint8_t *above, row_shape shape, uint8_t *to) {
  for (size_t i = 0; i < shape.step; i++) to[i] = (uint8_t)(row[i] + above[i] / 2);
  for (size_t i = shape.step; i < shape.bytes; i++) {
    to[i] = (uint8_t)(row[i] + (to[i - shape.step] + above[i]) / 2);
  }
}

/// The neighbor that is nearest to left + above - corner; left wins ties, then above.
static inline uint8_t paeth(int left, int above, int corner) {
  int to_left = abs(above - corner), to_above = abs(left - corner);
  int to_corner = abs(left + above - 2 * corner);
  if (to_left <= to_above && to_left <= to_corner) return (uint8_t)left;
  return (uint8_t)(to_above <= to_corner ? above : corner);
}

static void undo_paeth(const uint8_t *row, const uint8_t *above, row_shape shape, uint8_t *to) {
  const size_t step = shape.step;
  for (size_t i = 0; i < step; i++) to[i] = (uint8_t)(row[i] + above[i]);
  for (size_t i = step; i < shape.bytes; i++) {
    to[i] = (uint8_t)(row[i] + paeth(to[i - step], above[i], above[i - step]));
  }
}

static size_t undo(const uint8_t *row, const uint8_t *above, row_shape shape, uint8_t *to) {
  switch (*row++) {
    case NONE: memcpy(to, row, shape.bytes); return 1;
    case SUB: undo_sub(row, shape, to); return 1;
    case UP: undo_up(row, above, shape, to); return 1;
    case AVERAGE: undo_average(row, above, shape, to); return 1;
    case PAETH: undo_paeth(row, above, shape, to); return 1;
    default: return 0;
  }
}

#if defined(__x86_64__)
#include "png_wave.h"

/// As many rows as are best done at once; returns their number, or 0 when a filter is unknown.
static size_t undo_avx2(
  const uint8_t *rows, const uint8_t *above, row_shape shape, size_t left, uint8_t *to) {
  // A pixel is loaded with what lies behind it, which for the row above must be the next row.
  if (shape.bytes < sizeof(int32_t)) return undo(rows, above, shape, to);
  const size_t count = left < WAVE_ROWS ? left : WAVE_ROWS;
  size_t of_kind[PAETH + 1] = {0};
  for (size_t row = 0; row < count; row++) {
    uint8_t kind = rows[row * (shape.bytes + 1)];
    if (kind > PAETH) return 0;
    of_kind[kind]++;
  }
  // A wave takes as long as two rows of Paeth's filter by themselves, or six of means.
  if (3 * of_kind[PAETH] + of_kind[AVERAGE] >= 6) {
    undo_wave(rows, above, shape, count, of_kind[PAETH] == count, to);
    return count;
  }
  switch (*rows) {
    case SUB: undo_sub_avx2(rows + 1, shape, to); return 1;
    case AVERAGE: undo_average_avx2(rows + 1, above, shape, to); return 1;
    default: return undo(rows, above, shape, to);
  }
}
#endif

int ki67_png_unfilter(
  ki67_instructions set, const uint8_t *rows, const uint8_t *above, size_t width, size_t height,
  size_t channels, uint8_t *samples) {
  const row_shape shape = {channels * width, channels};
  size_t count = 1;
  for (size_t y = 0; y < height; y += count) {
#if defined(__x86_64__)
    count = set == KI67_BASELINE ? undo(rows, above, shape, samples)
                                 : undo_avx2(rows, above, shape, height - y, samples);
#else
    (void)set;
    count = undo(rows, above, shape, samples);
#endif
    if (count == 0) return 0;
    rows += count * (shape.bytes + 1);
    samples += count * shape.bytes;
    above = samples - shape.bytes;
  }
  return 1;
}
