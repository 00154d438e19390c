#include "CKernels.h"

enum { PAETH = 4 };

/// A row minus what Paeth's predictor makes of its neighbors; without branches, so that compilers do
/// many bytes at once.
static void filter_row(
  const uint8_t *restrict row, const uint8_t *restrict above, size_t bytes, size_t step,
  uint8_t *restrict to) {
  for (size_t i = 0; i < step; i++) to[i] = (uint8_t)(row[i] - above[i]);
  for (size_t i = step; i < bytes; i++) {
    int16_t left = row[i - step], up = above[i], corner = above[i - step];
    int16_t by_left = up - corner, by_up = left - corner, by_corner = by_left + by_up;
    int16_t to_left = by_left < 0 ? -by_left : by_left, to_up = by_up < 0 ? -by_up : by_up;
    int16_t to_corner = by_corner < 0 ? -by_corner : by_corner;
    int16_t other = to_up <= to_corner ? up : corner;
    to[i] = (uint8_t)(row[i] - ((to_left <= to_up) & (to_left <= to_corner) ? left : other));
  }
}

void ki67_png_filter_paeth(
  const uint8_t *samples, size_t row_bytes, size_t step, size_t height, uint8_t *rows) {
  for (size_t y = 0; y < height; y++, rows += row_bytes + 1) {
    const uint8_t *row = samples + y * row_bytes;
    rows[0] = PAETH;
    if (y > 0) {
      filter_row(row, row - row_bytes, row_bytes, step, rows + 1);
      continue;
    }
    // Above the first row stand zeros, so that the nearest neighbor is the one on the left.
    for (size_t i = 0; i < row_bytes; i++) {
      rows[1 + i] = (uint8_t)(row[i] - (i < step ? 0 : row[i - step]));
    }
  }
}
