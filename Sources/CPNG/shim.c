#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

static void on_error(png_structp png, png_const_charp message) {
  ki67_png_report *report = png_get_error_ptr(png);
  snprintf(report->error, sizeof report->error, "%s", message);
  longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp message) {
  ki67_png_report *report = png_get_error_ptr(png);
  for (uint32_t i = 0; i < report->warning_count && i < 8; i++) {
    if (strncmp(report->warnings[i], message, sizeof report->warnings[i] - 1) == 0) return;
  }
  if (report->warning_count < 8) {
    char *slot = report->warnings[report->warning_count];
    snprintf(slot, sizeof report->warnings[0], "%s", message);
  }
  report->warning_count++;
}

/// What has to be given back after a `longjmp`. It belongs to the caller of the function that calls
/// `setjmp`, so its values are defined after the jump.
typedef struct {
  png_structp png;
  png_infop info;
  uint8_t *row;
} png_work;

static int start(png_work *work, int is_writing, ki67_png_report *report) {
  memset(report, 0, sizeof *report);
  memset(work, 0, sizeof *work);
  work->png =
    is_writing ? png_create_write_struct(PNG_LIBPNG_VER_STRING, report, on_error, on_warning)
               : png_create_read_struct(PNG_LIBPNG_VER_STRING, report, on_error, on_warning);
  if (work->png) work->info = png_create_info_struct(work->png);
  if (work->info) {
    png_set_user_limits(work->png, 0x7fffffff, 0x7fffffff);
    return 1;
  }
  snprintf(report->error, sizeof report->error, "libpng could not be started");
  return 0;
}

static void finish_reading(png_work *work) {
  free(work->row);
  png_destroy_read_struct(&work->png, &work->info, NULL);
}

/// Chunks that say nothing about pixels or their size are skipped unread: profiles and texts are
/// compressed, and so could take any amount of memory; gamma must not be applied.
static void skip_descriptive_chunks(png_structp png) {
  static const png_byte names[] = "iCCP\0iTXt\0tEXt\0zTXt\0gAMA\0cHRM\0sRGB\0bKGD\0hIST\0sPLT\0tIME\0"
                                  "oFFs\0sCAL\0pCAL\0eXIf";
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, names, (int)(sizeof names / 5));
}

static void read_header(png_work *work, FILE *file, ki67_png_header *header) {
  png_structp png = work->png;
  png_infop info = work->info;
  png_init_io(png, file);
  skip_descriptive_chunks(png);
  png_read_info(png, info);
  memset(header, 0, sizeof *header);
  header->width = png_get_image_width(png, info);
  header->height = png_get_image_height(png, info);
  header->bit_depth = png_get_bit_depth(png, info);
  header->color_type = png_get_color_type(png, info);
  header->is_interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
  header->has_transparency = png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  int unit = 0;
  png_uint_32 x = 0, y = 0;
  if (png_get_pHYs(png, info, &x, &y, &unit)) {
    header->has_phys = 1;
    header->phys_unit = (uint8_t)unit;
    header->phys_x = x;
    header->phys_y = y;
  }
}

static int read_header_guarded(png_work *work, FILE *file, ki67_png_header *header) {
  if (setjmp(png_jmpbuf(work->png))) return 0;
  read_header(work, file, header);
  return 1;
}

int ki67_png_read_header(FILE *file, ki67_png_header *header, ki67_png_report *report) {
  png_work work;
  int ok = start(&work, 0, report) && read_header_guarded(&work, file, header);
  finish_reading(&work);
  return ok;
}

/// Asks libpng for 8-bit RGB, or RGBA when there is transparency; the encoded values are kept
/// (no gamma), and of 16 bits the upper 8 are taken.
static void set_transformations(png_structp png, const ki67_png_header *header) {
  png_set_expand(png);
  png_set_strip_16(png);
  if (!(header->color_type & PNG_COLOR_MASK_COLOR)) png_set_gray_to_rgb(png);
}

static uint8_t laid_over(unsigned backdrop, unsigned value, unsigned alpha) {
  return (uint8_t)((value * alpha + backdrop * (255 - alpha) + 127) / 255);
}

/// How pixels of a row lie in the image: every `step`-th from `first` on, over a backdrop.
typedef struct {
  uint32_t first;
  uint32_t step;
  int has_alpha;
  uint8_t backdrop;
} row_layout;

/// Lays a decoded row into the image. Returns how many of its pixels are not opaque.
static uint32_t place_row(
  const uint8_t *row, uint8_t *target, uint32_t count, const row_layout *layout) {
  uint8_t *pixel = target + (size_t)3 * layout->first;
  uint32_t translucent = 0;
  for (uint32_t i = 0; i < count; i++, pixel += (size_t)3 * layout->step) {
    if (layout->has_alpha) {
      unsigned alpha = row[3];
      translucent += alpha != 255;
      for (int c = 0; c < 3; c++) pixel[c] = laid_over(layout->backdrop, row[c], alpha);
      row += 4;
    } else {
      memcpy(pixel, row, 3);
      row += 3;
    }
  }
  return translucent;
}

/// Opaque rows that are not interlaced are decoded in place; others go through one row of memory.
static void read_rows(
  png_work *work, const ki67_png_header *header, uint8_t *pixels, uint8_t backdrop,
  ki67_png_report *report) {
  png_structp png = work->png;
  int channels = png_get_channels(png, work->info);
  size_t stride = (size_t)3 * header->width;
  uint32_t passes = header->is_interlaced ? PNG_INTERLACE_ADAM7_PASSES : 1;
  int in_place = passes == 1 && channels == 3;
  if (!in_place) {
    work->row = malloc(png_get_rowbytes(png, work->info));
    if (!work->row) png_error(png, "no memory for a row");
  }
  for (uint32_t pass = 0; pass < passes; pass++) {
    uint32_t first_x = 0, step_x = 1, first_y = 0, step_y = 1, columns = header->width;
    if (passes > 1) {
      first_x = PNG_PASS_START_COL(pass), step_x = 1u << PNG_PASS_COL_SHIFT(pass);
      first_y = PNG_PASS_START_ROW(pass), step_y = 1u << PNG_PASS_ROW_SHIFT(pass);
      columns = PNG_PASS_COLS(header->width, pass);
    }
    row_layout layout = {first_x, step_x, channels == 4, backdrop};
    report->pass = pass;
    report->rows_done = 0;
    if (columns == 0) continue;
    for (size_t y = first_y; y < header->height; y += step_y, report->rows_done++) {
      uint8_t *target = pixels + stride * y;
      png_read_row(png, in_place ? target : work->row, NULL);
      if (!in_place) report->translucent += place_row(work->row, target, columns, &layout);
    }
  }
}

static int decode_guarded(
  png_work *work, FILE *file, uint8_t *pixels, uint32_t width, uint32_t height, uint8_t backdrop,
  ki67_png_report *report) {
  if (setjmp(png_jmpbuf(work->png))) return 0;
  ki67_png_header header;
  read_header(work, file, &header);
  if (header.width != width || header.height != height) {
    png_error(work->png, "the file changed while it was read");
  }
  set_transformations(work->png, &header);
  png_read_update_info(work->png, work->info);
  read_rows(work, &header, pixels, backdrop, report);
  png_read_end(work->png, NULL);
  return 1;
}

int ki67_png_decode(
  FILE *file, uint8_t *pixels, uint32_t width, uint32_t height, uint8_t backdrop,
  ki67_png_report *report) {
  png_work work;
  int ok = start(&work, 0, report)
    && decode_guarded(&work, file, pixels, width, height, backdrop, report);
  finish_reading(&work);
  return ok;
}

static int write_guarded(
  png_work *work, FILE *file, const ki67_png_image *image, ki67_png_report *report) {
  png_structp png = work->png;
  png_infop info = work->info;
  if (setjmp(png_jmpbuf(png))) return 0;
  png_init_io(png, file);
  png_set_compression_level(png, image->compression_level);
  if (image->compression_level == 0) png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_set_IHDR(
    png, info, image->width, image->height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
    PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (image->phys_x) png_set_pHYs(png, info, image->phys_x, image->phys_y, PNG_RESOLUTION_METER);
  png_write_info(png, info);
  for (uint32_t y = 0; y < image->height; y++, report->rows_done++) {
    png_write_row(png, image->rgb + (size_t)3 * image->width * y);
  }
  png_write_end(png, info);
  return 1;
}

int ki67_png_write(FILE *file, const ki67_png_image *image, ki67_png_report *report) {
  png_work work;
  int ok = start(&work, 1, report) && write_guarded(&work, file, image, report);
  png_destroy_write_struct(&work.png, &work.info);
  return ok;
}
