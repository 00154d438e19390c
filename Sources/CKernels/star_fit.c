#include "variants.h"

enum {
  BATCH = KI67_BATCH,
  RAYS = 16,
  STEPS = 20,
  FIRST_RAY = RAYS / 2,
  /// Sums run for one and a half turns, so that the start is forgotten.
  TURNS = RAYS + RAYS / 2,
  LARGEST_JUMP = 2,
  ROW = STEPS + 2 * LARGEST_JUMP,
  /// Largest gain of a radius.
  GAIN_LIMIT = 600,
  GAIN_UNIT = 128,
  COMPARISONS = 63,
};

/// Batcher's merge exchange of 16 (Knuth, The Art of Computer Programming vol. 3, algorithm 5.2.2 M).
static const uint8_t comparisons[COMPARISONS][2] = {
  {0, 8}, {1, 9}, {2, 10}, {3, 11}, {4, 12}, {5, 13}, {6, 14}, {7, 15}, {0, 4}, {1, 5}, {2, 6},
  {3, 7}, {8, 12}, {9, 13}, {10, 14}, {11, 15}, {4, 8}, {5, 9}, {6, 10}, {7, 11}, {0, 2}, {1, 3},
  {4, 6}, {5, 7}, {8, 10}, {9, 11}, {12, 14}, {13, 15}, {2, 8}, {3, 9}, {6, 12}, {7, 13}, {2, 4},
  {3, 5}, {6, 8}, {7, 9}, {10, 12}, {11, 13}, {0, 1}, {2, 3}, {4, 5}, {6, 7}, {8, 9}, {10, 11},
  {12, 13}, {14, 15}, {1, 8}, {3, 10}, {5, 12}, {7, 14}, {1, 4}, {3, 6}, {5, 8}, {7, 10},
  {9, 12}, {11, 14}, {1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}, {11, 12}, {13, 14}};

#define TEMPLATE "star_fit_template.h"
#define WITHOUT_AVX512
#include "for_each_set.h"
#define sum_gains_avx512 sum_gains_avx2

/// A point between two samples is their mean, rounded down.
static void sample_baseline(const ki67_star_fit *fit, const int16_t *plane, const int32_t *centers) {
  for (size_t i = 0; i < fit->point_count; i++) {
    ptrdiff_t offset = fit->points[i].offset;
    int16_t *cell = fit->profile + fit->points[i].place * BATCH;
    if (i < fit->whole_count) {
      for (int lane = 0; lane < BATCH; lane++) cell[lane] = plane[centers[lane] + offset];
    } else {
      for (int lane = 0; lane < BATCH; lane++) {
        const int16_t *point = plane + centers[lane] + offset;
        cell[lane] = (int16_t)((point[0] + point[1]) >> 1);
      }
    }
  }
}

#if defined(__x86_64__)
/// Gathers two neighboring samples at once. Even lanes are put together in the lower halves of 32
/// bits, odd lanes in the upper ones.
__attribute__((target("avx2"))) static void sample_avx2(
  const ki67_star_fit *fit, const int16_t *plane, const int32_t *centers) {
  int32_t even[BATCH / 2], odd[BATCH / 2];
  for (int lane = 0; lane < BATCH / 2; lane++) {
    even[lane] = centers[2 * lane];
    odd[lane] = centers[2 * lane + 1];
  }
  __m256i even_centers = _mm256_loadu_si256((const __m256i *)even);
  __m256i odd_centers = _mm256_loadu_si256((const __m256i *)odd);
  const int *pairs = (const int *)plane;
  for (size_t i = 0; i < fit->point_count; i++) {
    __m256i offset = _mm256_set1_epi32(fit->points[i].offset);
    __m256i low = _mm256_i32gather_epi32(pairs, _mm256_add_epi32(even_centers, offset), 2);
    __m256i high = _mm256_i32gather_epi32(pairs, _mm256_add_epi32(odd_centers, offset), 2);
    __m256i cell;
    if (i < fit->whole_count) {
      cell = _mm256_blend_epi16(low, _mm256_slli_epi32(high, 16), 0xaa);
    } else {
      low = _mm256_add_epi16(low, _mm256_srli_epi32(low, 16));
      high = _mm256_add_epi16(high, _mm256_slli_epi32(high, 16));
      cell = _mm256_srli_epi16(_mm256_blend_epi16(low, high, 0xaa), 1);
    }
    _mm256_storeu_si256((__m256i *)(fit->profile + fit->points[i].place * BATCH), cell);
  }
}

/// Gathers of all lanes at once.
__attribute__((target("avx512f,avx512bw,avx512vl"))) static void sample_avx512(
  const ki67_star_fit *fit, const int16_t *plane, const int32_t *centers) {
  const __m512i starts = _mm512_loadu_si512(centers);
  const int *pairs = (const int *)plane;
  for (size_t i = 0; i < fit->point_count; i++) {
    __m512i offset = _mm512_set1_epi32(fit->points[i].offset);
    __m512i cell = _mm512_i32gather_epi32(_mm512_add_epi32(starts, offset), pairs, 2);
    if (i >= fit->whole_count) {
      cell = _mm512_srli_epi16(_mm512_add_epi16(cell, _mm512_srli_epi32(cell, 16)), 1);
    }
    _mm256_storeu_si256(
      (__m256i *)(fit->profile + fit->points[i].place * BATCH), _mm512_cvtepi32_epi16(cell));
  }
}
#endif

/// The jump that the sum at a radius was made with; no jump wins ties, then the shorter one, then the
/// one outwards from a smaller radius.
///
/// Rank and jump ride below the sum, so that the largest number tells the jump without a branch.
static inline int best_jump(const int16_t *sums, int one, int two) {
  int none = 64 * sums[0] + 8 * 4 + 2;
  int shorter = 64 * (sums[-BATCH] - one) + 8 * 3 + 1;
  int longer = 64 * (sums[BATCH] - one) + 8 * 2 + 3;
  int shortest = 64 * (sums[-2 * BATCH] - two) + 8 * 1 + 0;
  int longest = 64 * (sums[2 * BATCH] - two) + 8 * 0 + 4;
  int near = shorter > longer ? shorter : longer;
  int far = shortest > longest ? shortest : longest;
  int jump = near > far ? near : far;
  return ((none > jump ? none : jump) & 7) - LARGEST_JUMP;
}

/// Follows the best paths back through the last full turn.
///
/// Turn by turn for all lanes: the next step of a path waits for the last one, and all paths share
/// the wait.
static void trace(const ki67_star_fit *fit, const int16_t *ends) {
  const int16_t *row = fit->score + (TURNS * ROW + LARGEST_JUMP) * BATCH;
  ptrdiff_t places[BATCH];
  for (int lane = 0; lane < BATCH; lane++) places[lane] = ends[lane];
  int one = fit->jump_costs[0], two = fit->jump_costs[1];
  for (int turn = TURNS; turn > TURNS - RAYS; turn--) {
    row -= ROW * BATCH;
    int16_t *chosen = fit->outline + (FIRST_RAY + turn) % RAYS * BATCH;
    for (int lane = 0; lane < BATCH; lane++) {
      ptrdiff_t place = places[lane];
      chosen[lane] = (int16_t)place;
      places[lane] = place + best_jump(row + place * BATCH + lane, one, two);
    }
  }
}

#if defined(__x86_64__)
/// The best sums of a jump for eight lanes in the upper halves, below them rank and jump as in
/// `best_jump`.
__attribute__((target("avx2"))) static inline __m256i ranked_avx2(
  const int16_t *sums, __m256i places, int jump, int cost, int rank) {
  const int *pairs = (const int *)(sums + jump * BATCH);
  __m256i upper = _mm256_slli_epi32(_mm256_i32gather_epi32(pairs, places, 2), 16);
  return _mm256_add_epi32(
    upper, _mm256_set1_epi32(8 * rank + jump + LARGEST_JUMP - cost * 65536));
}

__attribute__((target("avx2"))) static inline __m256i best_jumps_avx2(
  const int16_t *sums, __m256i places, int one, int two) {
  __m256i none = ranked_avx2(sums, places, 0, 0, 4);
  __m256i near = _mm256_max_epi32(
    ranked_avx2(sums, places, -1, one, 3), ranked_avx2(sums, places, 1, one, 2));
  __m256i far = _mm256_max_epi32(
    ranked_avx2(sums, places, -2, two, 1), ranked_avx2(sums, places, 2, two, 0));
  __m256i best = _mm256_max_epi32(none, _mm256_max_epi32(near, far));
  return _mm256_sub_epi32(
    _mm256_and_si256(best, _mm256_set1_epi32(7)), _mm256_set1_epi32(LARGEST_JUMP));
}

__attribute__((target("avx2"))) static void trace_avx2(
  const ki67_star_fit *fit, const int16_t *ends) {
  const __m256i places = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  const int16_t *row = fit->score + (TURNS * ROW + LARGEST_JUMP) * BATCH;
  __m256i low = _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)ends));
  __m256i high = _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(ends + BATCH / 2)));
  int one = fit->jump_costs[0], two = fit->jump_costs[1];
  for (int turn = TURNS; turn > TURNS - RAYS; turn--) {
    row -= ROW * BATCH;
    __m256i chosen = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xd8);
    _mm256_storeu_si256((__m256i *)(fit->outline + (FIRST_RAY + turn) % RAYS * BATCH), chosen);
    __m256i low_places = _mm256_add_epi32(_mm256_slli_epi32(low, 4), places);
    __m256i high_places = _mm256_add_epi32(_mm256_slli_epi32(high, 4), places);
    low = _mm256_add_epi32(low, best_jumps_avx2(row, low_places, one, two));
    high = _mm256_add_epi32(high, best_jumps_avx2(row + BATCH / 2, high_places, one, two));
  }
}
#else
#define trace_avx2 trace
#endif

void ki67_fit_stars(
  ki67_instructions set, const ki67_star_fit *fit, const int16_t *plane, const int32_t *centers,
  const int32_t *radii) {
  int16_t costs[STEPS * BATCH];
  for (int lane = 0; lane < BATCH; lane++) {
    const int16_t *row = fit->costs + radii[lane] * STEPS;
    for (int step = 0; step < STEPS; step++) costs[step * BATCH + lane] = row[step];
  }
  DISPATCH(sample, fit, plane, centers);
  for (int ray = 1; ray < RAYS; ray++) {
    memcpy(fit->profile + ray * (STEPS + 1) * BATCH, fit->profile, BATCH * sizeof *fit->profile);
  }
  int16_t ends[BATCH];
  DISPATCH(sum_gains, fit, costs, ends);
  (set == KI67_BASELINE ? trace : trace_avx2)(fit, ends);
}
