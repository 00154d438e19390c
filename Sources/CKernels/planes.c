#include "variants.h"

#define TEMPLATE "planes_template.h"
#include "for_each_set.h"

void ki67_average_rows(
  ki67_instructions set, const uint16_t *row, const uint16_t *next, size_t width,
  uint16_t *result) {
  DISPATCH(average, row, next, width, result);
}

void ki67_mark_maxima(
  ki67_instructions set, const int16_t *row, ptrdiff_t stride, size_t count, int16_t threshold,
  int16_t *marks) {
  DISPATCH(mark, row, stride, count, threshold, marks);
  for (size_t x = count; x < count + KI67_PADDING; x++) marks[x] = 0;
}
