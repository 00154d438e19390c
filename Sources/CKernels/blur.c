#include "variants.h"

#define TEMPLATE "blur_template.h"
#include "for_each_set.h"

void ki67_blur_columns(
  ki67_instructions set, const uint16_t *const *rows, const uint16_t *weights, size_t weight_count,
  size_t width, uint16_t *result) {
  DISPATCH(columns, rows, weights, weight_count, width, result);
}

void ki67_blur_row(
  ki67_instructions set, const uint16_t *row, const uint16_t *weights, size_t weight_count,
  size_t width, uint16_t *result) {
  DISPATCH(row, row, weights, weight_count, width, result);
}
