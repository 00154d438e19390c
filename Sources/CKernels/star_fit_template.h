// Fits of star-shaped outlines, see `star_fit.c`.  Each function does the lanes of one vector; `part`
// is the first of them.

/// Largest fall of absorption over 1 µm along each ray, but for the innermost one.
ALWAYS_INLINE void VARIANT(strongest_edges)(const ki67_star_fit *fit, int part, lanes *strongest) {
  for (int ray = 0; ray < RAYS; ray++) {
    const int16_t *profile = fit->profile + ray * (STEPS + 1) * BATCH + part;
    lanes largest = SPREAD(KI67_NO_EDGE);
    for (int step = 1; step < STEPS - 1; step++) {
      lanes fall = SUBTRACT(LOAD(profile + step * BATCH), LOAD(profile + (step + 2) * BATCH));
      largest = LARGER(largest, fall);
    }
    strongest[ray] = largest;
  }
}

/// Twice the typical size of the strongest edge along a ray; the compiler leaves out what the two
/// middle places do not need.
ALWAYS_INLINE lanes VARIANT(median)(lanes *rows) {
#pragma clang loop unroll(full)
  for (int i = 0; i < COMPARISONS; i++) {
    lanes low = rows[comparisons[i][0]], high = rows[comparisons[i][1]];
    rows[comparisons[i][0]] = SMALLER(low, high);
    rows[comparisons[i][1]] = LARGER(low, high);
  }
  return ADD(HALF(rows[RAYS / 2 - 1]), HALF(rows[RAYS / 2]));
}

ALWAYS_INLINE void VARIANT(measure_scale)(const ki67_star_fit *fit, int part, int16_t *per_scale) {
  lanes strongest[RAYS];
  VARIANT(strongest_edges)(fit, part, strongest);
  lanes typical = LARGER(VARIANT(median)(strongest), SPREAD(0));
  typical = ADD(SMALLER(typical, SPREAD(INT16_MAX - fit->edge_floor)), SPREAD(fit->edge_floor));
  STORE(fit->edge_scale + part, typical);
  for (int lane = part; lane < part + LANES; lane++) {
    float quotient = GAIN_UNIT * 65536.0f / (float)fit->edge_scale[lane];
    per_scale[lane] = (int16_t)(quotient < INT16_MAX ? quotient : INT16_MAX);
  }
}

ALWAYS_INLINE void VARIANT(measure_gains)(
  const ki67_star_fit *fit, int part, const int16_t *per_scale, const int16_t *costs) {
  lanes scale = LOAD(per_scale + part), valley = SPREAD(fit->valley_weight);
  lanes most = SPREAD(GAIN_LIMIT), least = SPREAD(-GAIN_LIMIT);
  for (int ray = 0; ray < RAYS; ray++) {
    const int16_t *profile = fit->profile + ray * (STEPS + 1) * BATCH + part;
    int16_t *gains = fit->gain + ray * STEPS * BATCH + part;
    int16_t *rises = fit->rise + ray * STEPS * BATCH + part;
    lanes lowest = LOAD(profile), rise = SPREAD(0);
    for (int step = 0; step < STEPS; step++) {
      lanes edge = SPREAD(KI67_NO_EDGE);
      if (step < STEPS - 1) {
        lanes value = LOAD(profile + (step + 1) * BATCH);
        lowest = SMALLER(lowest, value);
        rise = LARGER(rise, SUBTRACT(value, lowest));
        edge = SUBTRACT(LOAD(profile + step * BATCH), LOAD(profile + (step + 2) * BATCH));
      }
      STORE(rises + step * BATCH, rise);
      lanes net = SUBTRACT(edge, HIGH_PRODUCT(rise, valley));
      lanes gain = LARGER(SMALLER(HIGH_PRODUCT(net, scale), most), least);
      STORE(gains + step * BATCH, SUBTRACT(gain, LOAD(costs + step * BATCH + part)));
    }
  }
}

/// Best sums of all radii, ray by ray; what lies beyond the radii stays `NEVER`.
ALWAYS_INLINE void VARIANT(sum_paths)(const ki67_star_fit *fit, int part) {
  lanes one = SPREAD(fit->jump_costs[0]), two = SPREAD(fit->jump_costs[1]);
  int16_t *row = fit->score + LARGEST_JUMP * BATCH + part;
  const int16_t *gains = fit->gain + FIRST_RAY * STEPS * BATCH + part;
  for (int i = 0; i < STEPS; i++) STORE(row + i * BATCH, LOAD(gains + i * BATCH));
  for (int turn = 1; turn <= TURNS; turn++) {
    const int16_t *from = row;
    row += ROW * BATCH;
    gains = fit->gain + (FIRST_RAY + turn) % RAYS * STEPS * BATCH + part;
    lanes before = LOAD(from - 2 * BATCH), last = LOAD(from - BATCH);
    lanes here = LOAD(from), next = LOAD(from + BATCH);
    for (int i = 0; i < STEPS; i++) {
      lanes after = LOAD(from + (i + 2) * BATCH);
      lanes near = SUBTRACT(LARGER(last, next), one);
      lanes far = SUBTRACT(LARGER(before, after), two);
      lanes best = LARGER(LARGER(near, far), here);
      STORE(row + i * BATCH, ADD(best, LOAD(gains + i * BATCH)));
      before = last;
      last = here;
      here = next;
      next = after;
    }
  }
}

/// Index of the best last sum, the first among equal ones.
ALWAYS_INLINE void VARIANT(find_ends)(const ki67_star_fit *fit, int part, int16_t *ends) {
  const int16_t *row = fit->score + (TURNS * ROW + LARGEST_JUMP) * BATCH + part;
  lanes best = LOAD(row), end = SPREAD(0);
  for (int i = 1; i < STEPS; i++) {
    lanes sum = LOAD(row + i * BATCH);
    lanes is_better = GREATER(sum, best);
    best = LARGER(best, sum);
    // Later indices are larger.
    end = LARGER(end, AND(is_better, SPREAD(i)));
  }
  STORE(ends + part, end);
}

/// Gains of all radii, best sums, and where the best paths end.
static void VARIANT(sum_gains)(
  const ki67_star_fit *fit, const int16_t *costs, int16_t *ends) {
  int16_t per_scale[BATCH];
  for (int part = 0; part < BATCH; part += LANES) {
    VARIANT(measure_scale)(fit, part, per_scale);
    VARIANT(measure_gains)(fit, part, per_scale, costs);
    VARIANT(sum_paths)(fit, part);
    VARIANT(find_ends)(fit, part, ends);
  }
}
