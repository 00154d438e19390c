// Blur of 16-bit samples, see `blur.c`.

/// With a constant number of weights they stay in registers.
ALWAYS_INLINE void VARIANT(columns_of)(
  const uint16_t *const *rows, const uint16_t *weights, size_t count, size_t width,
  uint16_t *result) {
  lanes spread[KI67_MOST_WEIGHTS];
  for (size_t tap = 0; tap < count; tap++) spread[tap] = SPREAD(weights[tap]);
  size_t x = 0;
  for (; x + LANES <= width; x += LANES) {
    lanes sum = UNSIGNED_HIGH_PRODUCT(LOAD(rows[0] + x), spread[0]);
    for (size_t tap = 1; tap < count; tap++) {
      lanes pair = ADD(LOAD(rows[2 * tap - 1] + x), LOAD(rows[2 * tap] + x));
      sum = ADD(sum, UNSIGNED_HIGH_PRODUCT(pair, spread[tap]));
    }
    STORE(result + x, sum);
  }
  for (; x < width; x++) {
    uint32_t sum = (uint32_t)rows[0][x] * weights[0] >> 16;
    for (size_t tap = 1; tap < count; tap++) {
      sum += ((uint32_t)rows[2 * tap - 1][x] + rows[2 * tap][x]) * weights[tap] >> 16;
    }
    result[x] = (uint16_t)sum;
  }
}

ALWAYS_INLINE void VARIANT(row_of)(
  const uint16_t *row, const uint16_t *weights, size_t count, size_t width, uint16_t *result) {
  lanes spread[KI67_MOST_WEIGHTS];
  for (size_t tap = 0; tap < count; tap++) spread[tap] = SPREAD(weights[tap]);
  for (size_t x = 0; x < width; x += LANES) {
    lanes sum = UNSIGNED_HIGH_PRODUCT(LOAD(row + x), spread[0]);
    for (size_t tap = 1; tap < count; tap++) {
      lanes pair = ADD(LOAD(row + x - tap), LOAD(row + x + tap));
      sum = ADD(sum, UNSIGNED_HIGH_PRODUCT(pair, spread[tap]));
    }
    STORE(result + x, sum);
  }
}

static void VARIANT(columns)(
  const uint16_t *const *rows, const uint16_t *weights, size_t count, size_t width,
  uint16_t *result) {
  switch (count) {
    case 6: VARIANT(columns_of)(rows, weights, 6, width, result); break;
    case 7: VARIANT(columns_of)(rows, weights, 7, width, result); break;
    default: VARIANT(columns_of)(rows, weights, count, width, result);
  }
}

static void VARIANT(row)(
  const uint16_t *row, const uint16_t *weights, size_t count, size_t width, uint16_t *result) {
  switch (count) {
    case 6: VARIANT(row_of)(row, weights, 6, width, result); break;
    case 7: VARIANT(row_of)(row, weights, 7, width, result); break;
    default: VARIANT(row_of)(row, weights, count, width, result);
  }
}
