#include "variants.h"

enum { MOST_LEAVES = 32 };
typedef float numbers __attribute__((vector_size(4 * KI67_BATCH)));
typedef uint32_t bits __attribute__((vector_size(4 * KI67_BATCH)));

#define TEMPLATE "trees_template.h"
#include "for_each_set.h"

void ki67_add_trees(
  ki67_instructions set, const ki67_trees *trees, const float *values, float *sums) {
  DISPATCH(add, trees, values, sums);
}
