/// The part of libpng that reports errors by `longjmp`, which Swift cannot call: each function here
/// owns its `setjmp`, and hands back a status and a message. Everything else is done in Swift.
#ifndef CPNG_H
#define CPNG_H

#include <stdint.h>
#include <stdio.h>

/// What libpng said about one file; texts end with 0 and are cut when too long.
typedef struct {
  char error[256];
  /// Distinct warnings, in order; later ones than fit are only counted.
  char warnings[8][160];
  uint32_t warning_count;
  /// Rows that were complete when an error stopped the work (of the current pass when interlaced).
  uint32_t rows_done;
  /// Interlacing pass in hand when an error stopped the work, from 0.
  uint32_t pass;
  /// Decoded pixels that are not opaque.
  uint64_t translucent;
} ki67_png_report;

/// The header of a file.
typedef struct {
  uint32_t width;
  uint32_t height;
  /// 1, 2, 4, 8 or 16.
  uint8_t bit_depth;
  /// As in IHDR: 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha.
  uint8_t color_type;
  uint8_t is_interlaced;
  /// Whether a tRNS chunk makes some colors transparent.
  uint8_t has_transparency;
  /// Whether a pHYs chunk was there.
  uint8_t has_phys;
  /// pHYs: 0 unknown, 1 meter.
  uint8_t phys_unit;
  uint32_t phys_x;
  uint32_t phys_y;
} ki67_png_header;

/// Reads the header from the start of `file`. Returns 1, or 0 with `report->error`.
int ki67_png_read_header(FILE *file, ki67_png_header *header, ki67_png_report *report);

/// Decodes the whole `file` to 8-bit RGB with alpha laid over gray of the value `backdrop`, into
/// `3 * width * height` bytes at `pixels`. The size is the one that the caller read from the header
/// before: a file that says otherwise now is an error. Returns 1, or 0 with `report->error`.
int ki67_png_decode(
  FILE *file, uint8_t *pixels, uint32_t width, uint32_t height, uint8_t backdrop,
  ki67_png_report *report);

/// An 8-bit RGB image to write.
typedef struct {
  const uint8_t *rgb;
  uint32_t width;
  uint32_t height;
  /// Pixels per meter, 0 for no pHYs chunk.
  uint32_t phys_x;
  uint32_t phys_y;
  /// zlib's 0 (none) to 9 (smallest).
  int compression_level;
} ki67_png_image;

/// Writes a PNG to `file`. Returns 1, or 0 with `report->error`.
int ki67_png_write(FILE *file, const ki67_png_image *image, ki67_png_report *report);

#endif
