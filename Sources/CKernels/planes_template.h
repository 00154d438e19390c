// Rows of planes, see `planes.c`.
static void VARIANT(average)(
  const uint16_t *row, const uint16_t *next, size_t width, uint16_t *result) {
  size_t x = 0;
  for (; x + LANES <= width; x += LANES) {
    STORE(result + x, LOGICAL_HALF(ADD(LOAD(row + x), LOAD(next + x))));
  }
  for (; x < width; x++) result[x] = (uint16_t)(row[x] + next[x]) >> 1;
}

static void VARIANT(mark)(
  const int16_t *row, ptrdiff_t stride, size_t count, int16_t threshold, int16_t *marks) {
  lanes least = SPREAD(threshold);
  for (size_t x = 0; x < count; x += LANES) {
    const int16_t *here = row + x;
    lanes value = LOAD(here);
    lanes mark = AND(GREATER(value, least), GREATER(value, LOAD(here - 1)));
    mark = AND(mark, GREATER(value, LOAD(here - stride)));
    mark = NOT_AND(GREATER(LOAD(here + 1), value), mark);
    mark = NOT_AND(GREATER(LOAD(here + stride), value), mark);
    STORE(marks + x, mark);
  }
}
