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
#define choose_outlines_avx512 choose_outlines_avx2

static void sample(const ki67_star_fit *fit, const int16_t *plane, const int32_t *centers) {
  for (int part = 0; part < BATCH; part += 4) {
    const int16_t *p0 = plane + centers[part], *p1 = plane + centers[part + 1];
    const int16_t *p2 = plane + centers[part + 2], *p3 = plane + centers[part + 3];
    for (int i = 0; i < RAYS * (STEPS + 1); i++) {
      int16_t *cell = fit->profile + i * BATCH + part;
      ptrdiff_t offset = fit->offsets[i];
      cell[0] = p0[offset];
      cell[1] = p1[offset];
      cell[2] = p2[offset];
      cell[3] = p3[offset];
    }
  }
}

#if defined(__x86_64__)
/// Gathers 32 bits each: even lanes from the place of a sample, whose bits are the lower ones, odd
/// lanes from one place before.
__attribute__((target("avx2"))) static void sample_avx2(
  const ki67_star_fit *fit, const int16_t *plane, const int32_t *centers) {
  int32_t even[BATCH / 2], odd[BATCH / 2];
  for (int lane = 0; lane < BATCH / 2; lane++) {
    even[lane] = centers[2 * lane];
    odd[lane] = centers[2 * lane + 1] - 1;
  }
  __m256i even_centers = _mm256_loadu_si256((const __m256i *)even);
  __m256i odd_centers = _mm256_loadu_si256((const __m256i *)odd);
  for (int i = 0; i < RAYS * (STEPS + 1); i++) {
    __m256i offset = _mm256_set1_epi32(fit->offsets[i]);
    __m256i low =
      _mm256_i32gather_epi32((const int *)plane, _mm256_add_epi32(even_centers, offset), 2);
    __m256i high =
      _mm256_i32gather_epi32((const int *)plane, _mm256_add_epi32(odd_centers, offset), 2);
    __m256i both = _mm256_blend_epi16(low, high, 0xaa);
    _mm256_storeu_si256((__m256i *)(fit->profile + i * BATCH), both);
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
static void trace(const ki67_star_fit *fit) {
  const int16_t *row = fit->score + (TURNS * ROW + LARGEST_JUMP) * BATCH;
  ptrdiff_t places[BATCH];
  for (int lane = 0; lane < BATCH; lane++) {
    int best = 0;
    for (int i = 1; i < STEPS; i++) {
      if (row[i * BATCH + lane] > row[best * BATCH + lane]) best = i;
    }
    places[lane] = best;
  }
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

void ki67_fit_stars(
  ki67_instructions set, const ki67_star_fit *fit, const int16_t *plane, const int32_t *centers,
  const int32_t *radii) {
  int16_t costs[STEPS * BATCH];
  for (int lane = 0; lane < BATCH; lane++) {
    const int16_t *row = fit->costs + radii[lane] * STEPS;
    for (int step = 0; step < STEPS; step++) costs[step * BATCH + lane] = row[step];
  }
#if defined(__x86_64__)
  if (set != KI67_BASELINE) {
    sample_avx2(fit, plane, centers);
  } else {
    sample(fit, plane, centers);
  }
#else
  sample(fit, plane, centers);
#endif
  DISPATCH(choose_outlines, fit, costs);
  trace(fit);
}
