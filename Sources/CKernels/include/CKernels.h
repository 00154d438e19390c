/// Kernels that use wider registers where the processor has them.
///
/// Each exists once in C and is compiled once per instruction set. Whole numbers, and floating-point
/// operations in a written order without contraction, give the same bits with all of them.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Instruction sets that kernels are compiled for, each with those before it.
typedef enum {
  /// What every processor of the architecture has.
  KI67_BASELINE = 0,
  /// x86-64 with AVX2.
  KI67_AVX2 = 1,
  /// x86-64 with AVX-512 F, BW and VL.
  KI67_AVX512 = 2,
} ki67_instructions;

/// The widest set that this processor has.
ki67_instructions ki67_best_instructions(void);

enum { KI67_MOST_WEIGHTS = 64 };

/// Weighted sum of rows around a middle one: `weights[0]` for `rows[0]`, `weights[i]` for the sum of
/// `rows[2 i - 1]` and `rows[2 i]`. Weights are 65536ths, 1 to `KI67_MOST_WEIGHTS` of them; of each product the upper
/// 16 bits are summed. Two samples must add up within 16 bits.
void ki67_blur_columns(
  ki67_instructions set, const uint16_t *const *rows, const uint16_t *weights, size_t weight_count,
  size_t width, uint16_t *result);

/// The same along a row, whose `row[-weight_count + 1]` to `row[width + weight_count - 2]` are read,
/// and up to 32 samples beyond them, as many as are written beyond `result[width - 1]`.
void ki67_blur_row(
  ki67_instructions set, const uint16_t *row, const uint16_t *weights, size_t weight_count,
  size_t width, uint16_t *result);

/// Samples that kernels may read or write beyond the last one.
enum { KI67_PADDING = 64 };

/// Means of two rows whose samples add up within 16 bits, rounded down.
void ki67_average_rows(
  ki67_instructions set, const uint16_t *row, const uint16_t *next, size_t width,
  uint16_t *result);

/// Marks by -1 what exceeds a threshold and its four neighbors, all else by 0; of equal neighbors the
/// upper or left one is marked.
///
/// Rows lie `stride` samples apart, with neighbors on all sides and padding; `marks` is for
/// `count + KI67_PADDING` numbers, and the padding is cleared.
void ki67_mark_maxima(
  ki67_instructions set, const int16_t *row, ptrdiff_t stride, size_t count, int16_t threshold,
  int16_t *marks);

/// Number of outlines that are fitted at a time.
enum { KI67_BATCH = 16 };

/// Stands for the fall of absorption at the largest radius, beyond which absorption is not read: an
/// outline should not end there.
enum { KI67_NO_EDGE = -20000 };

/// A point on a ray.
typedef struct {
  /// Its place in the plane relative to that of a center.
  int32_t offset;
  /// Its place in the profile: ray by ray, 21 points each.
  int32_t place;
} ki67_ray_point;

/// Settings and memory of `ki67_fit_stars`. Planes of numbers hold `KI67_BATCH` lanes for each place,
/// one for each outline; places are counted ray by ray, outwards.
typedef struct {
  /// Points of 16 rays at 0, 0.5, … 10 µm, without the center of all rays but the first.
  const ki67_ray_point *points;
  size_t point_count;
  /// How many of them, the first ones, lie on a sample; the others lie between it and the next one.
  size_t whole_count;
  /// Costs of the 20 radii of an outline for each expected radius, in half µm.
  const int16_t *costs;
  /// Weight of a crossed valley against the edge it ends at, in 65536ths.
  int16_t valley_weight;
  /// Absorption that is added to the typical edge.
  int16_t edge_floor;
  /// Costs of a change of the radius by one and by two steps between neighboring rays.
  int16_t jump_costs[2];
  /// Absorption, 21 points for each ray.
  int16_t *profile;
  /// Largest outward rise up to a radius, 20 for each ray.
  int16_t *rise;
  /// What an outline gains by a radius, 20 for each ray.
  int16_t *gain;
  /// Best sums: 25 rows of 24; before the first fit all are -32000.
  int16_t *score;
  /// Index of the radius that was chosen, 0 to 19, for each ray.
  int16_t *outline;
  /// Typical size of the strongest edge along a ray.
  int16_t *edge_scale;
} ki67_star_fit;

/// Fits outlines around points of a plane.
///
/// `centers` are places in `plane`; all points of the rays, and one sample before and behind each,
/// must lie in it. `radii` are the expected radii in half µm. Samples lie in `0...32767`.
void ki67_fit_stars(
  ki67_instructions set, const ki67_star_fit *fit, const int16_t *plane, const int32_t *centers,
  const int32_t *radii);

/// A comparison in a decision tree.
typedef struct {
  /// Which feature is compared.
  int32_t feature;
  /// A larger value leads to the right.
  float threshold;
  /// Leaves, as bits, that remain possible on the way to the right.
  uint32_t right_leaves;
} ki67_split;

/// Trees of at most 32 leaves, one after the other.
typedef struct {
  const ki67_split *splits;
  /// Index in `splits` of the end of each tree.
  const int32_t *ends;
  /// 32 places for each tree, leaves from left to right.
  const float *leaves;
  size_t count;
} ki67_trees;

/// Adds what each tree says about `KI67_BATCH` rows of features to `sums`, tree by tree.
///
/// `values` holds `KI67_BATCH` numbers for each feature. At least one leaf is always possible.
void ki67_add_trees(
  ki67_instructions set, const ki67_trees *trees, const float *values, float *sums);

/// Writes the samples of RGB pixels, times 4, as numbers of 10 bits, red lowest.
void ki67_pack_rgb(ki67_instructions set, const uint8_t *rgb, size_t count, uint32_t *packed);

/// What squares of two pixels look like, as sums over their four pixels.
typedef struct {
  /// Sums over all squares, by channel.
  uint32_t sums[3];
  /// Largest sum of a square, by channel.
  uint32_t brightest[3];
  /// Squares that are black in some channel.
  uint32_t black;
  /// Squares that are white in every channel.
  uint32_t white;
} ki67_look;

/// Looks at the squares of packed pixels (see `ki67_pack_rgb`), at most 2¹⁸ of them.
///
/// Odd widths and heights take one more column or row. Sums of up to `black` are black, of `white`
/// and more are white.
void ki67_look_at(
  ki67_instructions set, const uint32_t *levels, size_t stride, size_t width, size_t height,
  uint32_t black, uint32_t white, ki67_look *result);

/// Sums over squares of two samples of `0...32767`, in `2 * count` columns of two rows.
void ki67_halve_rows(
  ki67_instructions set, const uint16_t *upper, const uint16_t *lower, size_t count,
  int32_t *result);

/// Sum of the squared differences between four times a number and those `reach` to all four sides of
/// it, over a row of numbers of `0...131068` among rows that are `stride` apart.
int64_t ki67_laplacian_energy(
  ki67_instructions set, const int32_t *row, ptrdiff_t stride, size_t count, ptrdiff_t reach);

/// Splits RGB pixels into three planes, whose rows are `stride` bytes apart.
void ki67_split_rgb(
  ki67_instructions set, const uint8_t *rgb, size_t count, uint8_t *planes, size_t stride);

/// Number of pixels in a group of columns, at most 16.
size_t ki67_cubic_group(ki67_instructions set);

/// How a row of pixels is made from columns: four weights each, in groups of pixels.
typedef struct {
  /// First source column of each group.
  const int32_t *firsts;
  /// First source column of each pixel less that of its group, below
  /// `ki67_cubic_group`.
  const int32_t *steps;
  /// For each group, the first weights of its pixels, then the second ones, and so on.
  const float *weights;
  /// Number of groups; surplus pixels have any weights and step 0.
  size_t group_count;
} ki67_cubic_columns;

/// Interpolates a row from four rows of `count` pixels, split into planes `stride` apart.
///
/// The sums of columns are made first, in the order of the rows, then those of pixels. They are
/// rounded to quarters, halves upwards, held to 0 to 255 and written as `ki67_pack_rgb` does. Rows
/// have `KI67_PADDING` bytes of padding, `room` is for `count + KI67_PADDING` numbers.
void ki67_cubic_row(
  ki67_instructions set, const uint8_t *const rows[4], size_t stride, size_t count,
  const float row_weights[4], const ki67_cubic_columns *columns, float *room, uint32_t *packed);

/// Undoes the filters of the rows of a PNG of 8-bit samples (PNG specification, clause 9).
///
/// `rows` are `height` times a filter byte and `channels * width` bytes, with `KI67_PADDING` bytes of
/// padding behind them; `above` is a row of zeros, and `channels` is 1, 3 or 4. Returns 1, or 0 when a
/// filter is unknown.
int ki67_png_unfilter(
  ki67_instructions set, const uint8_t *rows, const uint8_t *above, size_t width, size_t height,
  size_t channels, uint8_t *samples);

/// Applies Paeth's filter to the rows of 8-bit samples (PNG specification, clause 9).
///
/// `samples` are `height` rows of `row_bytes`, `step` from a sample to the same one of the next pixel;
/// `rows` has room for a filter byte and `row_bytes` each.
void ki67_png_filter_paeth(
  const uint8_t *samples, size_t row_bytes, size_t step, size_t height, uint8_t *rows);

/// Makes 8-bit RGB of gray values.
void ki67_rgb_of_gray(const uint8_t *gray, size_t count, uint8_t *rgb);

/// Makes 8-bit RGB of places in a palette of `entries` colors. Returns 1, or 0 when a place is none of
/// the palette's.
int ki67_rgb_of_palette(
  const uint8_t *indices, size_t count, const uint8_t *palette, size_t entries, uint8_t *rgb);

/// Lays 8-bit RGBA, whose colors are not multiplied by alpha, over white; halves are rounded upwards.
/// Returns how many pixels are not opaque.
size_t ki67_rgb_of_rgba(const uint8_t *rgba, size_t count, uint8_t *rgb);

/// Writes the numbers of the processors that the calling thread may be put on, at most `capacity` of
/// them. Returns how many, 0 when the system does not tell. Swift's map of the C library lacks it.
size_t ki67_allowed_processors(int32_t *numbers, size_t capacity);

/// Gives memory that was freed but is still held for this process back to the system, where the C
/// library can. Swift does not see `malloc_trim`, which its map of the library leaves out.
void ki67_give_back_freed_memory(void);

#endif
