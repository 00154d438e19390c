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

/// Number of outlines that are fitted at a time.
enum { KI67_BATCH = 16 };

/// Stands for the fall of absorption at the largest radius, beyond which absorption is not read: an
/// outline should not end there.
enum { KI67_NO_EDGE = -20000 };

/// Settings and memory of `ki67_fit_stars`. Planes of numbers hold `KI67_BATCH` lanes for each place,
/// one for each outline; places are counted ray by ray, outwards.
typedef struct {
  /// Where the points of the rays lie relative to a center: 16 rays of 21 points, 0 to 10 µm.
  const int32_t *offsets;
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
/// `centers` are places in `plane`; all rays, and one sample before and behind each point of them,
/// must lie in it. `radii` are the expected radii in half µm. Samples lie in `0...32767`.
void ki67_fit_stars(
  ki67_instructions set, const ki67_star_fit *fit, const int16_t *plane, const int32_t *centers,
  const int32_t *radii);

#endif
